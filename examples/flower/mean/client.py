"""A party: it tells the mean of its own numbers, and how many they are."""

import numpy as np
from flwr.app import ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


@app.train()
def train(message: Message, context: Context) -> Message:
    numbers = np.array(str(context.node_config["numbers"]).split(), dtype=float)
    answer = RecordDict(
        {
            "arrays": ArrayRecord([np.array([numbers.mean()])]),
            "metrics": MetricRecord({"num-examples": len(numbers)}),
        }
    )
    return Message(answer, reply_to=message)

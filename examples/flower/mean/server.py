"""Federated averaging of what the parties tell."""

import numpy as np
from flwr.app import ArrayRecord, Context
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    result = FedAvg(fraction_evaluate=0.0).start(
        grid=grid,
        initial_arrays=ArrayRecord([np.zeros(1)]),
        num_rounds=int(context.run_config["rounds"]),
    )
    print("mean of all parties:", result.arrays.to_numpy_ndarrays()[0][0], flush=True)

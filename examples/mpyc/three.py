"""Three parties compute on their private numbers with MPyC, which is used as it is.

    python three.py -P localhost:11000 -P localhost:11001 -P localhost:11002 -I 0

Prints one line of JSON: sum, inner product and maximum of what the parties hold, and the time
that the connections and the computation took.
"""

import json
import time

from mpyc.runtime import mpc


async def main():
    begun = time.perf_counter()
    await mpc.start()
    connected = time.perf_counter()
    secint = mpc.SecInt(32)
    own = [10 * (mpc.pid + 1) + i for i in range(4)]  # 10 to 13, 20 to 23, 30 to 33
    vectors = mpc.input([secint(value) for value in own])
    total = mpc.sum([value for vector in vectors for value in vector])
    inner = mpc.in_prod(vectors[0], vectors[1])
    highest = mpc.max([value for vector in vectors for value in vector])
    results = await mpc.output([total, inner, highest])
    computed = time.perf_counter()
    await mpc.shutdown()
    names = ["sum", "inner", "max"]
    answer = {name: int(value) for name, value in zip(names, results)}
    answer["connect_ms"] = round(1000 * (connected - begun))
    answer["compute_ms"] = round(1000 * (computed - connected))
    print(json.dumps(answer))


mpc.run(main())

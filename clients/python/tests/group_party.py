"""A member of a group, for PythonClientIT: ``python3 -m tests.group_party NAME MEMBER...``, with the variables of a
party. Prints a hash of what each operation gave, in the order in which the Java members have them."""

import hashlib
import sys

import frelay


def main():
    name, *members = sys.argv[1:]
    with frelay.Client.from_env().join(name, members) as group:
        own = group.members[group.rank].encode()
        group.barrier()
        results = group.all_gather(own)
        results += group.all_gather(own * 1_500_000)  # more than may be on the way
        for root in range(len(members)):
            results.append(group.broadcast(own * 700_001 if root == group.rank else None, root))  # in blocks
        results += group.with_tag("ot").all_gather(b"")
        group.barrier()
    for each in results:
        print(len(each), hashlib.sha256(each).hexdigest())


if __name__ == "__main__":
    main()

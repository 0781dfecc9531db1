#!/bin/sh
# Runs on a relay's VM as root, by relay.sh: makes its relay one of two, and installs what is new. Reads the password of
# the registry from the vault with the VM's own identity.
#
# Arguments: vault, this relay's address for the other one, its address for parties, the registry's.
set -eu
umask 077
# A new VM installs its relay first.
cloud-init status --wait >/dev/null || true

password=$(
  python3 - "$1" <<'END'
import json
import sys
from urllib.request import Request, urlopen

IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net"
SECRET = "https://{}.vault.azure.net/secrets/relay-registry?api-version=7.4"


def get(url, headers):
    with urlopen(Request(url, headers=headers), timeout=60) as answer:
        return json.load(answer)


token = get(IDENTITY, {"Metadata": "true"})["access_token"]
print(get(SECRET.format(sys.argv[1]), {"Authorization": "Bearer " + token})["value"])
END
)
cat >/etc/frelay/cluster.env.part <<END
RELAY_CLUSTER_REGISTRY=redis
RELAY_CLUSTER_LISTEN=$2
RELAY_CLUSTER_PARTY_ADDRESS=$3
QUARKUS_REDIS_HOSTS=rediss://$4
QUARKUS_REDIS_PASSWORD=$password
END
mv /etc/frelay/cluster.env.part /etc/frelay/cluster.env
/usr/local/sbin/frelay-install

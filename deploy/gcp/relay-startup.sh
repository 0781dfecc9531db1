#!/bin/bash
# Runs on the relay's VM, as root, each time that it starts: fetches the relay and its certificates as the
# VM's service account, and installs what is new. Nothing in here is secret: metadata can be read by every
# process of the VM.
set -euo pipefail
umask 077

metadata() {
  curl --silent --show-error --fail --header 'Metadata-Flavor: Google' "${@:2}" \
    "http://metadata.google.internal/computeMetadata/v1/instance/$1"
}

attribute() { metadata "attributes/$1"; }

if [ ! -x /usr/bin/java ]; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends openjdk-17-jre-headless
fi

mkdir -p /etc/frelay
for name in relay-ca relay-cert relay-key; do
  # Into place only when complete.
  gcloud secrets versions access latest --secret="frelay-$name" --out-file="/etc/frelay/$name.part"
  mv "/etc/frelay/$name.part" "/etc/frelay/$name.pem"
done
chmod 600 /etc/frelay/*.pem
echo "RELAY_PORT=$(attribute frelay-port)" >/etc/frelay/relay.env

# One of two: what both have in common, and its own addresses.
trunk=$(attribute frelay-trunk 2>/dev/null) || trunk=
if [ -n "$trunk" ]; then
  gcloud storage cp "$(attribute frelay-bucket)/registry-ca.pem" /etc/frelay-registry-ca.pem
  chmod 644 /etc/frelay-registry-ca.pem
  {
    gcloud secrets versions access latest --secret=frelay-relay-cluster
    echo "RELAY_CLUSTER_LISTEN=$(metadata network-interfaces/0/ip):$trunk"
    echo "RELAY_CLUSTER_PARTY_ADDRESS=$(metadata network-interfaces/0/access-configs/0/external-ip):$(attribute frelay-port)"
  } >/etc/frelay/cluster.env.part
  mv /etc/frelay/cluster.env.part /etc/frelay/cluster.env
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcloud storage cp "$(attribute frelay-bucket)/frelay-relay.tar.gz" "$work/"
tar -xzf "$work/frelay-relay.tar.gz" -C "$work"
"$work/frelay-relay/install.sh"
# relay.sh waits for it before it restarts the other one.
if [ -n "$trunk" ]; then
  metadata guest-attributes/frelay/serves --request PUT --data "$(attribute frelay-state)"
fi

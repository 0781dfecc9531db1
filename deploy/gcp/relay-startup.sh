#!/bin/bash
# Runs on the relay's VM, as root, each time that it starts: fetches the relay and its certificates as the
# VM's service account, and installs what is new. Nothing in here is secret: metadata can be read by every
# process of the VM.
set -euo pipefail
umask 077

attribute() {
  curl --silent --show-error --fail --header 'Metadata-Flavor: Google' \
    "http://metadata.google.internal/computeMetadata/v1/instance/attributes/$1"
}

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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcloud storage cp "$(attribute frelay-bucket)/frelay-relay.tar.gz" "$work/"
tar -xzf "$work/frelay-relay.tar.gz" -C "$work"
"$work/frelay-relay/install.sh"

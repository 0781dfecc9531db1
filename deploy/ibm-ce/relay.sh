#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes or updates the relay on a VM with one open port, in a VPC of its own. Prints RELAY=HOST:PORT for the
# parties. Run bin/fr-adm create relay first.
#
# The certificates are copied to the VM over SSH, directly from this machine. IBM's Secrets Manager, from which
# a VM could read them with its own identity, costs more than the relay. SSH is open to RELAY_ADMIN only, and
# only while this script runs.
#
# Examples:
#   deploy/ibm-ce/relay.sh
#   deploy/ibm-ce/relay.sh --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/ibm.sh"
need CERTS RELAY_ZONE RELAY_INSTANCE_TYPE RELAY_IMAGE RELAY_LOGIN RELAY_SSH_KEY_FILE RELAY_ADMIN RELAY_PORT

for file in frelay-ca.pem frelay/cert.pem frelay/key.pem; do
  need_artifact "$CERTS/$file" "bin/fr-adm create relay"
done
need_artifact "$RELAY_SSH_KEY_FILE" "ssh-keygen -t ed25519"
choose_region

# there KIND: the thing of this kind, all are called frelay-relay.
there() { ask ibmcloud is "$1" frelay-relay --output JSON; }

# member NAME: of the JSON on standard input, the first of that name.
member() { sed -n "s/^.*\"$1\": *\"\([^\"]*\)\".*$/\1/p" | sed -n 1p; }

make_network() {
  there vpc >/dev/null || run ibmcloud is vpc-create frelay-relay >&2
  there subnet >/dev/null ||
    run ibmcloud is subnet-create frelay-relay frelay-relay --zone "$RELAY_ZONE" --ipv4-address-count 16 >&2
  if ! there security-group >/dev/null; then
    run ibmcloud is security-group-create frelay-relay frelay-relay >&2
    run ibmcloud is security-group-rule-add frelay-relay outbound all --remote 0.0.0.0/0 >&2
    run ibmcloud is security-group-rule-add frelay-relay inbound tcp --remote 0.0.0.0/0 \
      --port-min "$RELAY_PORT" --port-max "$RELAY_PORT" >&2
  fi
}

make_vm() {
  there key >/dev/null || run ibmcloud is key-create frelay-relay "@$RELAY_SSH_KEY_FILE" >&2
  there instance >/dev/null ||
    run ibmcloud is instance-create frelay-relay frelay-relay "$RELAY_ZONE" "$RELAY_INSTANCE_TYPE" frelay-relay \
      --image "$RELAY_IMAGE" --keys frelay-relay --sgs frelay-relay >&2
  there floating-ip >/dev/null || run ibmcloud is floating-ip-reserve frelay-relay --nic eth0 --in frelay-relay >&2
}

open_ssh() {
  local added
  trap close_ssh EXIT
  added=$(run ibmcloud is security-group-rule-add frelay-relay inbound tcp --remote "$RELAY_ADMIN" \
    --port-min 22 --port-max 22 --output JSON)
  rule=$(member id <<<"$added")
}

close_ssh() {
  trap - EXIT
  if [ -n "$rule$DRY_RUN" ]; then
    run ibmcloud is security-group-rule-delete frelay-relay "${rule:-RULE}" --force >&2
  fi
}

# remote COMMAND [FILE]: on the VM, as root, with FILE to read. The host's key is taken at first sight, and
# has to stay the same.
remote() {
  run_from "${2:-/dev/null}" ssh -o UserKnownHostsFile="$here/target/known_hosts" -o StrictHostKeyChecking=accept-new -o ConnectTimeout=10 \
    "$RELAY_LOGIN@$address" "sudo sh -c '$1'"
}

# put FILE PATH: readable by root alone from the first byte, and in place only when complete.
put() { remote "umask 077; cat >$2.part && mv $2.part $2" "$1"; }

await_ssh() {
  local attempt
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
    remote true && return
    [ "$attempt" = 12 ] || sleep 10
  done
  fail "the VM does not answer to SSH; see above"
}

install_relay() {
  await_ssh
  remote "[ -x /usr/bin/java ] || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless; }"
  remote "install -d -m 700 /etc/frelay"
  put "$CERTS/frelay-ca.pem" /etc/frelay/relay-ca.pem
  put "$CERTS/frelay/cert.pem" /etc/frelay/relay-cert.pem
  put "$CERTS/frelay/key.pem" /etc/frelay/relay-key.pem
  remote "echo RELAY_PORT=$RELAY_PORT >/etc/frelay/relay.env"
  put "$root/deploy/relay/target/frelay-relay.tar.gz" /root/frelay-relay.tar.gz
  remote "cd /root && tar -xzf frelay-relay.tar.gz && frelay-relay/install.sh"
}

run "$root/deploy/relay/package.sh"
mkdir -p "$here/target"
rule=
make_network
make_vm
address=$(there floating-ip | member address) || [ -n "$DRY_RUN" ]
if [ -n "$DRY_RUN" ]; then
  address=ADDRESS
fi
[ -n "$address" ] || fail "IBM Cloud has not told the relay's address; run this again"
open_ssh
install_relay >&2
close_ssh
echo "RELAY=$address:$RELAY_PORT"

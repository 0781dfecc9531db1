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
# With RELAY_COUNT=2 it makes a cluster: a second VM in RELAY_SECOND_ZONE, and a Redis on the first one that only the
# two reach. An existing relay becomes the first of the two and keeps its address. An update waits until the first
# relay serves again before it restarts the second.
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
check_relays
if [ "$RELAY_COUNT" = 2 ]; then
  need RELAY_SECOND_ZONE
fi
need_artifact "$RELAY_SSH_KEY_FILE" "ssh-keygen -t ed25519"
choose_region
trunk_port=$((RELAY_PORT + 1))

# there KIND [NAME]: the thing of this kind; all of the first relay are called frelay-relay.
there() { ask ibmcloud is "$1" "${2:-frelay-relay}" --output JSON; }

# member NAME: of the JSON on standard input, the first of that name.
member() { sed -n "s/^.*\"$1\": *\"\([^\"]*\)\".*$/\1/p" | sed -n 1p; }

# make_subnet NAME ZONE
make_subnet() {
  there subnet "$1" >/dev/null ||
    run ibmcloud is subnet-create "$1" frelay-relay --zone "$2" --ipv4-address-count 16 >&2
}

make_network() {
  there vpc >/dev/null || run ibmcloud is vpc-create frelay-relay >&2
  make_subnet frelay-relay "$RELAY_ZONE"
  if ! there security-group >/dev/null; then
    run ibmcloud is security-group-create frelay-relay frelay-relay >&2
    run ibmcloud is security-group-rule-add frelay-relay outbound all --remote 0.0.0.0/0 >&2
    run ibmcloud is security-group-rule-add frelay-relay inbound tcp --remote 0.0.0.0/0 \
      --port-min "$RELAY_PORT" --port-max "$RELAY_PORT" >&2
  fi
}

# What the two have for each other alone: both are in one security group.
make_inner_network() {
  local group rules port
  make_subnet frelay-relay-2 "$RELAY_SECOND_ZONE"
  group=$(there security-group | member id) || [ -n "$DRY_RUN" ]
  rules=$(ask ibmcloud is security-group-rules frelay-relay --output JSON) || [ -n "$DRY_RUN" ]
  for port in "$trunk_port" 6379; do
    grep -E "\"port_min\": *$port([^0-9]|\$)" <<<"$rules" >/dev/null ||
      run ibmcloud is security-group-rule-add frelay-relay inbound tcp --remote "${group:-GROUP}" \
        --port-min "$port" --port-max "$port" >&2
  done
}

# make_vm NAME ZONE: in the subnet of that name.
make_vm() {
  there key >/dev/null || run ibmcloud is key-create frelay-relay "@$RELAY_SSH_KEY_FILE" >&2
  there instance "$1" >/dev/null ||
    run ibmcloud is instance-create "$1" frelay-relay "$2" "$RELAY_INSTANCE_TYPE" "$1" \
      --image "$RELAY_IMAGE" --keys frelay-relay --sgs frelay-relay >&2
  there floating-ip "$1" >/dev/null || run ibmcloud is floating-ip-reserve "$1" --nic eth0 --in "$1" >&2
}

# address_of NAME
address_of() {
  local address
  address=$(there floating-ip "$1" | member address) || [ -n "$DRY_RUN" ]
  if [ -n "$DRY_RUN" ]; then
    address=ADDRESS
  fi
  [ -n "$address" ] || fail "IBM Cloud has not told the relay's address; run this again"
  echo "$address"
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
  [ -z "$work" ] || rm -rf "$work"
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

# prepare: a VM that answers, with Java.
prepare() {
  await_ssh
  install_package /usr/bin/java openjdk-17-jre-headless
  remote "install -d -m 700 /etc/frelay"
}

# install_package PROGRAM PACKAGE
install_package() {
  remote "[ -x $1 ] || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $2; }"
}

# In a cluster it ends when the relay serves.
install_relay() {
  put "$CERTS/frelay-ca.pem" /etc/frelay/relay-ca.pem
  put "$CERTS/frelay/cert.pem" /etc/frelay/relay-cert.pem
  put "$CERTS/frelay/key.pem" /etc/frelay/relay-key.pem
  remote "echo RELAY_PORT=$RELAY_PORT >/etc/frelay/relay.env"
  put "$root/deploy/relay/target/frelay-relay.tar.gz" /root/frelay-relay.tar.gz
  remote "cd /root && tar -xzf frelay-relay.tar.gz && frelay-relay/install.sh"
}

# The VM's address in the VPC.
private_address() {
  local addresses
  addresses=$(remote "hostname -I")
  [ -n "$addresses$DRY_RUN" ] || fail "the VM does not say its address; run this again"
  addresses=${addresses:-PRIVATE}
  echo "${addresses%% *}"
}

# Redis on this VM, with a password that it makes and keeps. Without this VM, all parties are at the other relay,
# which needs no registry for them.
install_registry() {
  local stored=/etc/frelay/registry-password
  install_package /usr/bin/redis-server redis-server
  remote "umask 077; [ -s $stored ] || { head -c 32 /dev/urandom | sha256sum | cut -c 1-64 >$stored.part && mv $stored.part $stored; }"
  password=$(remote "cat $stored")
  registry=$(private_address)
  cat >"$work/registry.conf" <<END
bind 127.0.0.1 $registry
requirepass $password
maxmemory 64mb
maxmemory-policy noeviction
save ""
appendonly no
END
  put "$work/registry.conf" /etc/redis/frelay.conf.new
  remote "cd /etc/redis && chown redis frelay.conf.new && if cmp -s frelay.conf.new frelay.conf; then rm frelay.conf.new; else mv frelay.conf.new frelay.conf; grep -q frelay.conf redis.conf || echo include /etc/redis/frelay.conf >>redis.conf; systemctl restart redis-server; fi"
}

put_cluster_settings() {
  local private
  private=$(private_address)
  cat >"$work/cluster.env" <<END
RELAY_CLUSTER_REGISTRY=redis
RELAY_CLUSTER_LISTEN=$private:$trunk_port
RELAY_CLUSTER_PARTY_ADDRESS=$address:$RELAY_PORT
QUARKUS_REDIS_HOSTS=redis://$registry:6379
QUARKUS_REDIS_PASSWORD=$password
END
  put "$work/cluster.env" /etc/frelay/cluster.env
}

if [ "$RELAY_COUNT" = 1 ] && [ -n "$(there instance frelay-relay-2)" ]; then
  fail "there are two relays, and RELAY_COUNT is 1: set RELAY_COUNT=2, or remove both ($(command_for destroy.sh relay)) and make a new one; its address will be different"
fi
run "$root/deploy/relay/package.sh"
mkdir -p "$here/target"
rule=
work=
make_network
make_vm frelay-relay "$RELAY_ZONE"
address=$(address_of frelay-relay)
relays=$address:$RELAY_PORT
if [ "$RELAY_COUNT" = 2 ]; then
  make_inner_network
  make_vm frelay-relay-2 "$RELAY_SECOND_ZONE"
  address_2=$(address_of frelay-relay-2)
  relays+=,$address_2:$RELAY_PORT
  work=$(mktemp -d)
fi
open_ssh
prepare >&2
if [ "$RELAY_COUNT" = 1 ]; then
  install_relay >&2
else
  install_registry >&2
  put_cluster_settings >&2
  install_relay >&2
  address=$address_2
  prepare >&2
  put_cluster_settings >&2
  install_relay >&2
fi
close_ssh
echo "RELAY=$relays"

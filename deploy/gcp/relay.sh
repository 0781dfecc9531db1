#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes or updates the relay on a shielded VM of Compute Engine, in a network of its own with one open port.
# Each time it starts (relay-startup.sh), the VM reads the relay from a private bucket and its certificates from Secret
# Manager, with its own service account. Prints RELAY=HOST:PORT for the parties. Run bin/fr-adm create relay first.
#
# With RELAY_COUNT=2 it makes a cluster: a second VM in RELAY_SECOND_ZONE, and a Memorystore for Redis that only the
# two reach. An existing relay becomes the first of the two and keeps its address. An update waits until the first
# relay serves again before it restarts the second.
#
# Examples:
#   deploy/gcp/relay.sh
#   deploy/gcp/relay.sh --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/gcp.sh"
need CERTS RELAY_ZONE RELAY_INSTANCE_TYPE RELAY_PORT
check_relays
if [ "$RELAY_COUNT" = 2 ]; then
  need RELAY_SECOND_ZONE
fi

archive=$root/deploy/relay/target/frelay-relay.tar.gz
bucket=gs://$PROJECT-frelay-relay
account=frelay-relay@$PROJECT.iam.gserviceaccount.com

for file in frelay-ca.pem frelay/cert.pem frelay/key.pem; do
  need_artifact "$CERTS/$file" "bin/fr-adm create relay"
done
show_project
run "$root/deploy/relay/package.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A label of the VM: of all that the VM reads, but for the key, which never changes without its certificate.
state=$(for file in "$archive" "$CERTS/frelay-ca.pem" "$CERTS/frelay/cert.pem" "$here/relay-startup.sh"; do
  content_hash "$file" | cut -c 1-12
done | tr '\n' '-')$RELAY_PORT

# address NAME
address() {
  ask gcloud compute addresses describe "$1" --region="$REGION" --format='value(address)' && return
  [ -n "$DRY_RUN" ] || fail "Google has not told the relay's address; run this again"
  echo ADDRESS
}

# state_of NAME ZONE: the label of a VM; none if there is no VM.
state_of() { ask gcloud compute instances describe "$1" --zone="$2" --format='value(labels.frelay)' || echo none; }

registry() { ask gcloud redis instances describe frelay-relay --region="$REGION" "$@"; }

# Another registry is another state too. A label has room for five digits more.
with_registry() {
  local made
  made=$(registry --format='value(createTime)') || made=none
  echo "$state-$(cksum <<<"$made" | cut -c 1-5)"
}

print_relays() {
  local relays
  relays=$(address frelay-relay):$RELAY_PORT
  if [ "$RELAY_COUNT" = 2 ]; then
    relays+=,$(address frelay-relay-2):$RELAY_PORT
  fi
  echo "RELAY=$relays"
}

there=$(state_of frelay-relay "$RELAY_ZONE")
if [ "$RELAY_COUNT" = 2 ]; then
  state_2=$(state_of frelay-relay-2 "$RELAY_SECOND_ZONE")
  wanted=$(with_registry)
elif [ -n "$(ask gcloud compute addresses describe frelay-relay-2 --region="$REGION" --format='value(address)')" ]; then
  fail "there are two relays, and RELAY_COUNT is 1: set RELAY_COUNT=2, or remove both ($(command_for destroy.sh relay)) and make a new one; its address will be different"
else
  state_2=$state
  wanted=$state
fi
if [ "$there" = "$wanted" ] && [ "$state_2" = "$wanted" ]; then
  say "nothing has changed"
  print_relays
  exit 0
fi

# store SECRET FILE
store() {
  if ask gcloud secrets describe "$1" --format='value(name)' >/dev/null; then
    run gcloud secrets versions add "$1" --data-file="$2" --format=none
  else
    run gcloud secrets create "$1" --replication-policy=automatic --data-file="$2"
  fi
  grant_secret "$1" "$account"
}

enable_apis compute iam secretmanager storage
make_account frelay-relay "Frelay: the relay"
store frelay-relay-ca "$CERTS/frelay-ca.pem"
store frelay-relay-cert "$CERTS/frelay/cert.pem"
store frelay-relay-key "$CERTS/frelay/key.pem"

ask gcloud storage buckets describe "$bucket" --format='value(name)' >/dev/null ||
  run gcloud storage buckets create "$bucket" --location="$REGION" --uniform-bucket-level-access --public-access-prevention
grant storage buckets add-iam-policy-binding "$bucket" "$account" roles/storage.objectViewer
run gcloud storage cp "$archive" "$bucket/frelay-relay.tar.gz"

# A network of its own: the default one lets SSH in, from everywhere.
ask gcloud compute networks describe frelay-relay --format='value(name)' >/dev/null ||
  run gcloud compute networks create frelay-relay --subnet-mode=custom
ask gcloud compute networks subnets describe frelay-relay --region="$REGION" --format='value(name)' >/dev/null ||
  run gcloud compute networks subnets create frelay-relay --network=frelay-relay --region="$REGION" --range=10.60.0.0/28
if ask gcloud compute firewall-rules describe frelay-relay --format='value(name)' >/dev/null; then
  run gcloud compute firewall-rules update frelay-relay --allow="tcp:$RELAY_PORT"
else
  run gcloud compute firewall-rules create frelay-relay --network=frelay-relay --direction=INGRESS \
    --allow="tcp:$RELAY_PORT" --source-ranges=0.0.0.0/0 --target-tags=frelay-relay
fi
make_address() {
  ask gcloud compute addresses describe "$1" --region="$REGION" --format='value(name)' >/dev/null ||
    run gcloud compute addresses create "$1" --region="$REGION"
}

# make_vm NAME ZONE STATE: STATE is the one that it has.
make_vm() {
  local address metadata=enable-oslogin=TRUE,block-project-ssh-keys=TRUE,frelay-bucket=$bucket,frelay-port=$RELAY_PORT
  if [ "$RELAY_COUNT" = 2 ]; then
    metadata+=,enable-guest-attributes=TRUE,frelay-trunk=$trunk_port,frelay-state=$wanted
  fi
  make_address "$1"
  address=$(address "$1")
  if [ "$3" = none ]; then
    run gcloud compute instances create "$1" --zone="$2" --machine-type="$RELAY_INSTANCE_TYPE" \
      --image-family=debian-12 --image-project=debian-cloud \
      --network-interface="subnet=frelay-relay,address=$address" --tags=frelay-relay \
      --service-account="$account" --scopes=cloud-platform \
      --shielded-secure-boot --shielded-vtpm --shielded-integrity-monitoring \
      --metadata="$metadata" --metadata-from-file="startup-script=$here/relay-startup.sh" \
      --labels="frelay=$wanted"
  else
    # Stopped, not reset: the relay drains its sessions.
    run gcloud compute instances stop "$1" --zone="$2"
    run gcloud compute instances add-metadata "$1" --zone="$2" \
      --metadata="$metadata" --metadata-from-file="startup-script=$here/relay-startup.sh"
    run gcloud compute instances start "$1" --zone="$2"
    if [ "$RELAY_COUNT" = 2 ]; then
      await_relay "$1" "$2"
    fi
    # Last: what fails before is done again the next time.
    run gcloud compute instances update "$1" --zone="$2" --update-labels="frelay=$wanted"
  fi
}

# await_relay NAME ZONE: until its startup script says that the relay serves, with the state that is wanted.
await_relay() {
  local attempt
  for attempt in {1..40}; do
    if [ "$(ask gcloud compute instances get-guest-attributes "$1" --zone="$2" --query-path=frelay/serves --format='value(value)')" = "$wanted" ]; then
      return
    fi
    [ -z "$DRY_RUN" ] || return 0
    [ "$attempt" = 40 ] || sleep 15
  done
  fail "the relay on $1 does not serve, and the other one is left as it is: $(quoted gcloud compute instances get-serial-port-output "$1" --zone="$2")"
}

# A registry in both zones. Only this network reaches it, and only the relays are in it.
make_registry() {
  local host password
  registry --format='value(name)' >/dev/null ||
    run gcloud redis instances create frelay-relay --region="$REGION" --zone="$RELAY_ZONE" \
      --alternative-zone="$RELAY_SECOND_ZONE" --tier=standard --size=1 --redis-version=redis_7_2 --network=frelay-relay \
      --enable-auth --transit-encryption-mode=server-authentication --redis-config=maxmemory-policy=noeviction
  host=$(registry --format='value(host,port)' | tr '\t' ':') || [ -n "$DRY_RUN" ]
  password=$(ask gcloud redis instances get-auth-string frelay-relay --region="$REGION" --format='value(authString)') ||
    [ -n "$DRY_RUN" ]
  registry --flatten='serverCaCerts[]' --format='value(serverCaCerts.cert)' >"$work/registry-ca.pem" || [ -n "$DRY_RUN" ]
  if [ -z "$DRY_RUN" ] && { [ -z "$host" ] || [ -z "$password" ] || [ ! -s "$work/registry-ca.pem" ]; }; then
    fail "Google has not told the registry's address, password and CA; run this again"
  fi
  # Its certificate names no host that Java knows, but its CA has no other certificates.
  cat >"$work/cluster.env" <<END
RELAY_CLUSTER_REGISTRY=redis
QUARKUS_REDIS_HOSTS=rediss://$host
QUARKUS_REDIS_PASSWORD=$password
QUARKUS_REDIS_TLS_ENABLED=true
QUARKUS_REDIS_TLS_HOSTNAME_VERIFICATION_ALGORITHM=NONE
QUARKUS_REDIS_TLS_TRUST_CERTIFICATE_PEM=true
QUARKUS_REDIS_TLS_TRUST_CERTIFICATE_PEM_CERTS=/etc/frelay-registry-ca.pem
END
  store frelay-relay-cluster "$work/cluster.env"
  run gcloud storage cp "$work/registry-ca.pem" "$bucket/registry-ca.pem"
}

make_cluster() {
  enable_apis redis
  if ask gcloud compute firewall-rules describe frelay-relay-trunk --format='value(name)' >/dev/null; then
    run gcloud compute firewall-rules update frelay-relay-trunk --allow="tcp:$trunk_port"
  else
    run gcloud compute firewall-rules create frelay-relay-trunk --network=frelay-relay --direction=INGRESS \
      --allow="tcp:$trunk_port" --source-tags=frelay-relay --target-tags=frelay-relay
  fi
  make_registry
  wanted=$(with_registry)
}

if [ "$RELAY_COUNT" = 1 ]; then
  make_vm frelay-relay "$RELAY_ZONE" "$there"
  say "a new VM needs two or three minutes"
else
  trunk_port=$((RELAY_PORT + 1))
  make_cluster
  [ "$there" = "$wanted" ] || make_vm frelay-relay "$RELAY_ZONE" "$there"
  # Also if it is new, or an earlier run has not seen it serve.
  await_relay frelay-relay "$RELAY_ZONE"
  [ "$state_2" = "$wanted" ] || make_vm frelay-relay-2 "$RELAY_SECOND_ZONE" "$state_2"
  await_relay frelay-relay-2 "$RELAY_SECOND_ZONE"
fi
print_relays

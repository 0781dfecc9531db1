#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes or updates the relay on a shielded VM of Compute Engine, in a network of its own with one open port.
# Each time it starts (relay-startup.sh), the VM reads the relay from a private bucket and its certificates from Secret
# Manager, with its own service account. Prints RELAY=HOST:PORT for the parties. Run bin/fr-adm create relay first.
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

archive=$root/deploy/relay/target/frelay-relay.tar.gz
bucket=gs://$PROJECT-frelay-relay
account=frelay-relay@$PROJECT.iam.gserviceaccount.com

for file in frelay-ca.pem frelay/cert.pem frelay/key.pem; do
  need_artifact "$CERTS/$file" "bin/fr-adm create relay"
done
show_project
run "$root/deploy/relay/package.sh"

# A label of the VM: of all that the VM reads, but for the key, which never changes without its certificate.
state=$(for file in "$archive" "$CERTS/frelay-ca.pem" "$CERTS/frelay/cert.pem" "$here/relay-startup.sh"; do
  content_hash "$file" | cut -c 1-12
done | tr '\n' '-')$RELAY_PORT

address() {
  ask gcloud compute addresses describe frelay-relay --region="$REGION" --format='value(address)' && return
  [ -n "$DRY_RUN" ] || fail "Google has not told the relay's address; run this again"
  echo ADDRESS
}

there=$(ask gcloud compute instances describe frelay-relay --zone="$RELAY_ZONE" --format='value(labels.frelay)') || there=none
if [ "$there" = "$state" ]; then
  say "nothing has changed"
  echo "RELAY=$(address):$RELAY_PORT"
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
ask gcloud compute addresses describe frelay-relay --region="$REGION" --format='value(name)' >/dev/null ||
  run gcloud compute addresses create frelay-relay --region="$REGION"
address=$(address)

metadata=enable-oslogin=TRUE,block-project-ssh-keys=TRUE,frelay-bucket=$bucket,frelay-port=$RELAY_PORT
if [ "$there" = none ]; then
  run gcloud compute instances create frelay-relay --zone="$RELAY_ZONE" --machine-type="$RELAY_INSTANCE_TYPE" \
    --image-family=debian-12 --image-project=debian-cloud \
    --network-interface="subnet=frelay-relay,address=$address" --tags=frelay-relay \
    --service-account="$account" --scopes=cloud-platform \
    --shielded-secure-boot --shielded-vtpm --shielded-integrity-monitoring \
    --metadata="$metadata" --metadata-from-file="startup-script=$here/relay-startup.sh" \
    --labels="frelay=$state"
else
  # Stopped, not reset: the relay drains its sessions.
  run gcloud compute instances stop frelay-relay --zone="$RELAY_ZONE"
  run gcloud compute instances add-metadata frelay-relay --zone="$RELAY_ZONE" \
    --metadata="$metadata" --metadata-from-file="startup-script=$here/relay-startup.sh"
  run gcloud compute instances start frelay-relay --zone="$RELAY_ZONE"
  # Last: what fails before is done again the next time.
  run gcloud compute instances update frelay-relay --zone="$RELAY_ZONE" --update-labels="frelay=$state"
fi
say "a new VM needs two or three minutes"
echo "RELAY=$address:$RELAY_PORT"

#!/usr/bin/env bash
# Usage: destroy.sh party|relay|all
#
# Deletes what the other scripts have made. Missing items are no error.
#
#   party   the function or service, its service account and its secret
#   relay   the relay's VM, address, network, service account, secrets and bucket; of a cluster both VMs and the
#           registry
#   all     both; only the party if RELAY_ZONE is not set
#
# Secrets are deleted at once. The local folder of certificates stays.
#
# Examples:
#   deploy/gcp/destroy.sh party --parameters deploy/gcp/parameters-1.env
#   deploy/gcp/destroy.sh all --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: party, relay or all"
what=${ARGUMENTS[0]}
case $what in
  party | relay | all) ;;
  *) wrong_usage "cannot destroy $what" ;;
esac
load_parameters
. "$here/gcp.sh"
[ "$what" != all ] || skip_relay_without RELAY_ZONE
[ "$what" != relay ] || need RELAY_ZONE
if [ "$what" != relay ]; then
  need VARIANT
  case $VARIANT in
    function | service) ;;
    *) fail "VARIANT: '$VARIANT' is neither function nor service" ;;
  esac
  name_party
fi

destroy_party() {
  if [ "$VARIANT" = function ]; then
    if still_there gcloud functions describe "$name" --gen2 --region="$REGION" --format='value(name)'; then
      run gcloud functions delete "$name" --gen2 --region="$REGION"
    fi
  elif still_there gcloud run services describe "$name" --region="$REGION" --format='value(metadata.name)'; then
    run gcloud run services delete "$name" --region="$REGION"
  fi
  if still_there gcloud secrets describe "$secret" --format='value(name)'; then
    run gcloud secrets delete "$secret"
  fi
  if still_there gcloud iam service-accounts describe "$account" --format='value(email)'; then
    run gcloud iam service-accounts delete "$account"
  fi
}

destroy_relay() {
  local account=frelay-relay@$PROJECT.iam.gserviceaccount.com each
  if still_there gcloud compute instances describe frelay-relay --zone="$RELAY_ZONE" --format='value(name)'; then
    run gcloud compute instances delete frelay-relay --zone="$RELAY_ZONE"
  fi
  if [ -n "${RELAY_SECOND_ZONE:-}" ] && still_there gcloud compute instances describe frelay-relay-2 --zone="$RELAY_SECOND_ZONE" --format='value(name)'; then
    run gcloud compute instances delete frelay-relay-2 --zone="$RELAY_SECOND_ZONE"
  fi
  if still_there gcloud redis instances describe frelay-relay --region="$REGION" --format='value(name)'; then
    run gcloud redis instances delete frelay-relay --region="$REGION"
  fi
  for each in frelay-relay frelay-relay-2; do
    if still_there gcloud compute addresses describe "$each" --region="$REGION" --format='value(name)'; then
      run gcloud compute addresses delete "$each" --region="$REGION"
    fi
  done
  for each in frelay-relay frelay-relay-trunk; do
    if still_there gcloud compute firewall-rules describe "$each" --format='value(name)'; then
      run gcloud compute firewall-rules delete "$each"
    fi
  done
  if still_there gcloud compute networks subnets describe frelay-relay --region="$REGION" --format='value(name)'; then
    run gcloud compute networks subnets delete frelay-relay --region="$REGION"
  fi
  if still_there gcloud compute networks describe frelay-relay --format='value(name)'; then
    run gcloud compute networks delete frelay-relay
  fi
  for each in ca cert key cluster; do
    if still_there gcloud secrets describe "frelay-relay-$each" --format='value(name)'; then
      run gcloud secrets delete "frelay-relay-$each"
    fi
  done
  if still_there gcloud storage buckets describe "gs://$PROJECT-frelay-relay" --format='value(name)'; then
    run gcloud storage rm --recursive "gs://$PROJECT-frelay-relay"
  fi
  if still_there gcloud iam service-accounts describe "$account" --format='value(email)'; then
    run gcloud iam service-accounts delete "$account"
  fi
}

case $what in
  party) confirm "Delete $USER_NAME's party $PARTY from $PROJECT?" ;;
  relay) confirm "Delete the relay from $PROJECT?" ;;
  all) confirm "Delete $USER_NAME's party $PARTY and the relay from $PROJECT?" ;;
esac
show_project
[ "$what" = relay ] || destroy_party
[ "$what" = party ] || destroy_relay

#!/usr/bin/env bash
# Deletes what the scripts of this folder have made, and asks before:
#
#   destroy.sh         the party: function or service, service account, secret
#   destroy.sh relay   the relay: VM, address, network, service account, secrets, bucket
#
# What is gone already is passed over. The certificates in the folder of certificates stay.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
load_parameters
. "$here/gcp.sh"

destroy_party() {
  name_party
  confirm "Delete $name, its service account and the secret $secret from $PROJECT?"
  if [ "${VARIANT:-function}" = function ]; then
    if exists functions describe "$name" --gen2 --region="$REGION" --format='value(name)'; then
      run gcloud functions delete "$name" --gen2 --region="$REGION"
    fi
  elif exists run services describe "$name" --region="$REGION" --format='value(metadata.name)'; then
    run gcloud run services delete "$name" --region="$REGION"
  fi
  if exists secrets describe "$secret" --format='value(name)'; then
    run gcloud secrets delete "$secret"
  fi
  if exists iam service-accounts describe "$account" --format='value(email)'; then
    run gcloud iam service-accounts delete "$account"
  fi
}

destroy_relay() {
  need ZONE
  local account=frelay-relay@$PROJECT.iam.gserviceaccount.com each
  confirm "Delete the relay, its address, network and secrets from $PROJECT?"
  if exists compute instances describe frelay-relay --zone="$ZONE" --format='value(name)'; then
    run gcloud compute instances delete frelay-relay --zone="$ZONE"
  fi
  if exists compute addresses describe frelay-relay --region="$REGION" --format='value(name)'; then
    run gcloud compute addresses delete frelay-relay --region="$REGION"
  fi
  if exists compute firewall-rules describe frelay-relay --format='value(name)'; then
    run gcloud compute firewall-rules delete frelay-relay
  fi
  if exists compute networks subnets describe frelay-relay --region="$REGION" --format='value(name)'; then
    run gcloud compute networks subnets delete frelay-relay --region="$REGION"
  fi
  if exists compute networks describe frelay-relay --format='value(name)'; then
    run gcloud compute networks delete frelay-relay
  fi
  for each in ca cert key; do
    if exists secrets describe "frelay-relay-$each" --format='value(name)'; then
      run gcloud secrets delete "frelay-relay-$each"
    fi
  done
  if exists storage buckets describe "gs://$PROJECT-frelay-relay" --format='value(name)'; then
    run gcloud storage rm --recursive "gs://$PROJECT-frelay-relay"
  fi
  if exists iam service-accounts describe "$account" --format='value(email)'; then
    run gcloud iam service-accounts delete "$account"
  fi
}

case ${ARGUMENTS[*]-} in
  '') destroy_party ;;
  relay) destroy_relay ;;
  *) wrong_usage "unknown argument ${ARGUMENTS[0]}" ;;
esac

#!/usr/bin/env bash
# Deletes what the other scripts have made; what is gone already is no error.
#
#   destroy.sh party   the party's resource group with all that is in it, and its Key Vault for good
#   destroy.sh relay   the same of the relay
#   destroy.sh all     both; only the party if there is no RELAY_VAULT
#
# A deleted vault keeps its name for seven days unless it is purged, and none could be made of that name.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "one argument: party, relay or all"
what=${ARGUMENTS[0]}
case $what in
  party | relay | all) ;;
  *) wrong_usage "there is no $what to destroy" ;;
esac
load_parameters
. "$here/azure.sh"
[ "$what" != all ] || skip_relay_without RELAY_VAULT
[ "$what" != relay ] || need RELAY_VAULT
[ "$what" = relay ] || name_party

# delete GROUP VAULT
delete() {
  if still_there az group show --name "$1" --query id --output tsv; then
    run az group delete --name "$1" --yes
  fi
  if still_there az keyvault show-deleted --name "$2" --query id --output tsv; then
    run az keyvault purge --name "$2"
  fi
}

case $what in
  party) confirm "Delete $USER_NAME's party $PARTY, with its resource group?" ;;
  relay) confirm "Delete the relay, with its resource group?" ;;
  all) confirm "Delete $USER_NAME's party $PARTY and the relay, with their resource groups?" ;;
esac
[ "$what" = relay ] || delete "$group" "$VAULT"
[ "$what" = party ] || delete frelay-relay "$RELAY_VAULT"

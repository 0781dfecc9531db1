#!/usr/bin/env bash
# Usage: destroy.sh party|relay|all
#
# Deletes what the other scripts have made. Missing items are no error.
#
#   party   the party's resource group with everything in it, and its Key Vault permanently
#   relay   the same of the relay
#   all     both; only the party if RELAY_VAULT is not set
#
# The vaults are purged, because a deleted vault would block its name for seven days.
#
# Examples:
#   deploy/azure/destroy.sh party --parameters deploy/azure/parameters-1.env
#   deploy/azure/destroy.sh all --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: party, relay or all"
what=${ARGUMENTS[0]}
case $what in
  party | relay | all) ;;
  *) wrong_usage "cannot destroy $what" ;;
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

#!/usr/bin/env bash
# Usage: secrets.sh
#
# Puts the parties' certificates and keys into secrets of the Code Engine project, frelay-USER-PARTY each, with
# RELAY and DEST. Makes the project first. Run again, it stores the present files.
#
# Examples:
#   deploy/ibm-ce/secrets.sh
#   deploy/ibm-ce/secrets.sh --dry-run
#   deploy/ibm-ce/secrets.sh --parameters deploy/ibm-ce/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/ibm.sh"
need CERTS RELAY DEST
name_parties
for party in "${parties[@]}"; do
  need_party "$USER_NAME" "$party"
done
choose_region

select_project || run ibmcloud ce project create --name "$PROJECT" --quiet
for party in "${parties[@]}"; do
  update=()
  if [ "$(verb secret "$(secret_of "$party")")" = update ]; then
    update=(--update)
  fi
  run bin/fr-adm secrets ibm-ce --user "$USER_NAME" --party "$party" --certs "$CERTS" \
    --relay "$RELAY" --dest "$DEST" --apply ${update[@]+"${update[@]}"}
done
say "next: $(command_for deploy.sh)"

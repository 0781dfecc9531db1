#!/usr/bin/env bash
# Usage: secrets.sh
#
# Puts the party's certificates and keys into a Key Vault, as one secret, frelay-USER-PARTY. Makes the vault
# first, with the role to write into it. Run again, it stores the present files; run deploy.sh afterwards to
# have the function use them at once.
#
# Examples:
#   deploy/azure/secrets.sh
#   deploy/azure/secrets.sh --dry-run
#   deploy/azure/secrets.sh --parameters deploy/azure/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/azure.sh"
need CERTS
name_party
need_party "$USER_NAME" "$PARTY"

make_group "$group"
deploy_template "$group" party.bicep "name=$name" "vaultName=$VAULT" "officer=${OFFICER:-$(myself)}"
patiently bin/fr-adm secrets azure --user "$USER_NAME" --party "$PARTY" --certs "$CERTS" \
  --vault "$VAULT" --apply
say "next: $(command_for deploy.sh)"

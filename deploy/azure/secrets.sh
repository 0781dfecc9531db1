#!/usr/bin/env bash
# Puts the party's certificates and keys into a Key Vault, as one secret, frelay-USER-PARTY; makes the vault
# first, with the role to write into it. Run again, it stores what is in the folder of certificates now;
# deploy.sh afterwards has the function take it up at once.
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

#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes or updates the relay on a VM with one open port. The VM reads the relay from a private container and
# its certificates from a Key Vault, with its own identity. Prints RELAY=HOST:PORT for the parties. Run
# bin/fr-adm create relay first.
#
# Examples:
#   deploy/azure/relay.sh
#   deploy/azure/relay.sh --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/azure.sh"
need CERTS RELAY_VAULT RELAY_INSTANCE_TYPE RELAY_SSH_KEY_FILE RELAY_PORT

for file in frelay-ca.pem frelay/cert.pem frelay/key.pem; do
  need_artifact "$CERTS/$file" "bin/fr-adm create relay"
done
need_artifact "$RELAY_SSH_KEY_FILE" "ssh-keygen -t ed25519"
key=$(cat "$RELAY_SSH_KEY_FILE" 2>/dev/null) || [ -n "$DRY_RUN" ] # public: it may stand on a command line
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The VM's settings: docs/operating.md has all of them.
echo "RELAY_PORT=$RELAY_PORT" >"$work/relay.env"

store() {
  patiently az keyvault secret set --vault-name "$RELAY_VAULT" --name "$1" --file "$2" --encoding utf-8 --output none
}

upload() {
  patiently az storage blob upload --auth-mode login --account-name "$storage" --container-name relay \
    --name "$(basename "$1")" --file "$1" --overwrite --output none
}

run "$root/deploy/relay/package.sh"
make_group frelay-relay
deploy_template frelay-relay relay-store.bicep "vaultName=$RELAY_VAULT" "officer=${OFFICER:-$(myself)}"
storage=$(output_of frelay-relay relay-store.bicep storageName)
identity=$(output_of frelay-relay relay-store.bicep identityId)
store relay-ca "$CERTS/frelay-ca.pem"
store relay-cert "$CERTS/frelay/cert.pem"
store relay-key "$CERTS/frelay/key.pem"
upload "$root/deploy/relay/target/frelay-relay.tar.gz"
upload "$work/relay.env"

existing=$(ask az vm show --resource-group frelay-relay --name frelay-relay --query id --output tsv) || existing=
deploy_template frelay-relay relay.bicep "vaultName=$RELAY_VAULT" "storageName=$storage" "identityId=$identity" \
  "port=$RELAY_PORT" "vmSize=$RELAY_INSTANCE_TYPE" "sshKey=$key"
# A new VM has fetched everything at its first boot. One that was there is told to look again, and restarts
# its relay only if something is new.
if [ -n "$existing" ]; then
  run az vm run-command invoke --resource-group frelay-relay --name frelay-relay --command-id RunShellScript \
    --scripts /usr/local/sbin/frelay-install --query 'value[0].message' --output tsv
fi
address=$(output_of frelay-relay relay.bicep address)
echo "RELAY=$address:$RELAY_PORT"

#!/usr/bin/env bash
# Usage: relay.sh
#
# Makes or updates the relay on a VM with one open port. The VM reads the relay from a private container and
# its certificates from a Key Vault, with its own identity. Prints RELAY=HOST:PORT for the parties. Run
# bin/fr-adm create relay first.
#
# With RELAY_COUNT=2 it makes a cluster: a second VM, and an Azure Managed Redis that only the two reach. An existing
# relay becomes the first of the two and keeps its address. An update waits until the first relay serves again before
# it restarts the second.
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
check_relays
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

# is_there VM
is_there() { [ -n "$(ask az vm show --resource-group frelay-relay --name "$1" --query id --output tsv)" ]; }

# make_vm NAME ZONE: the template then says its addresses.
make_vm() {
  deploy_template frelay-relay relay.bicep "vaultName=$RELAY_VAULT" "storageName=$storage" "identityId=$identity" \
    "port=$RELAY_PORT" "vmSize=$RELAY_INSTANCE_TYPE" "name=$1" "zone=$2" "sshKey=$key"
}

# on_vm VM COMMAND...: words of az vm run-command invoke.
on_vm() {
  run az vm run-command invoke --resource-group frelay-relay --name "$1" --command-id RunShellScript "${@:2}" \
    --query 'value[0].message' --output tsv
}

# join VM ADDRESS PRIVATE-ADDRESS: its relay takes the settings of the cluster, and all else that is new. install.sh
# ends when the relay serves; az succeeds in any case.
join() {
  local message
  message=$(on_vm "$1" --scripts "@$here/relay-join.sh" \
    --parameters "$RELAY_VAULT" "$3:$((RELAY_PORT + 1))" "$2:$RELAY_PORT" "$registry")
  [ -z "$DRY_RUN" ] || return 0
  say "$message"
  case $message in
    *'the registry answers'*) ;;
    *) fail "the relay on $1 does not serve, and the other one is left as it is; see above" ;;
  esac
}

if [ "$RELAY_COUNT" = 1 ] && is_there frelay-relay-2; then
  fail "there are two relays, and RELAY_COUNT is 1: set RELAY_COUNT=2, or remove both ($(command_for destroy.sh relay)) and make a new one; its address will be different"
fi

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

if [ "$RELAY_COUNT" = 1 ]; then
  existing=
  ! is_there frelay-relay || existing=1
  make_vm frelay-relay "${RELAY_ZONE:-}"
  # A new VM has fetched everything at its first boot. One that was there is told to look again, and restarts
  # its relay only if something is new.
  [ -z "$existing" ] || on_vm frelay-relay --scripts /usr/local/sbin/frelay-install
  address=$(output_of frelay-relay relay.bicep address)
  echo "RELAY=$address:$RELAY_PORT"
  exit 0
fi

registry=$(ask az deployment group show --resource-group frelay-relay --name relay-cluster \
  --query properties.outputs.registry.value --output tsv) || registry=
make_vm frelay-relay "${RELAY_ZONE:-}"
address=$(output_of frelay-relay relay.bicep address)
private=$(output_of frelay-relay relay.bicep privateAddress)
# The template may have restarted it, and may do so to the other one next.
[ -z "$registry" ] || join frelay-relay "$address" "$private"
make_vm frelay-relay-2 "${RELAY_SECOND_ZONE:-}"
address_2=$(output_of frelay-relay relay.bicep address)
private_2=$(output_of frelay-relay relay.bicep privateAddress)
deploy_template frelay-relay relay-cluster.bicep "vaultName=$RELAY_VAULT"
registry=$(output_of frelay-relay relay-cluster.bicep registry)
join frelay-relay "$address" "$private"
join frelay-relay-2 "$address_2" "$private_2"
echo "RELAY=$address:$RELAY_PORT,$address_2:$RELAY_PORT"

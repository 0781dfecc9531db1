# shellcheck shell=bash disable=SC2154 # root is of common.sh
# Sourced by the scripts of this folder after the parameters: names, and what they all do.
need_program az "https://learn.microsoft.com/cli/azure/install-azure-cli, then: az login"
need LOCATION

# Folders among the parameters are relative to it.
cd "$root" || exit

# Everything is in a resource group of its own, so that one deletion takes all.
name_party() {
  need USER_NAME PARTY VAULT
  secret=frelay-$USER_NAME-$PARTY
  # shellcheck disable=SC2034 # for the scripts
  group=$secret
  # shellcheck disable=SC2034 # for the scripts
  name=${NAME:-$(echo "$VAULT" | tr '[:upper:]' '[:lower:]')}
}

# make_group NAME
make_group() {
  ask az group show --name "$1" --query id --output tsv >/dev/null ||
    run az group create --name "$1" --location "$LOCATION" --output none
}

# deploy_template GROUP TEMPLATE PARAMETER=VALUE...: makes what is missing and changes what is different.
deploy_template() {
  run az deployment group create --resource-group "$1" --name "${2%.bicep}" --template-file "$here/$2" \
    --output none --parameters "${@:3}"
}

# output_of GROUP TEMPLATE NAME: what the template says about what it has made; in a dry run the name itself.
output_of() {
  ask az deployment group show --resource-group "$1" --name "${2%.bicep}" --query "properties.outputs.$3.value" --output tsv && return
  [ -n "$DRY_RUN" ] || fail "there is nothing of $2 in the group $1"
  echo "$3" | tr '[:lower:]' '[:upper:]'
}

# The object id of whoever is logged in.
myself() {
  ask az ad signed-in-user show --query id --output tsv && return
  [ -n "$DRY_RUN" ] || fail "az does not know you as a person: az login, or set OFFICER to the object id that writes secrets"
  echo OFFICER
}

# patiently COMMAND...: a role that has just been given counts after up to some minutes.
patiently() {
  local attempt
  for attempt in 1 2 3 4 5 6 7 8; do
    run "$@" && return
    [ "$attempt" = 8 ] || sleep 20
  done
  fail "not done; see above, and run this again in some minutes if it is about a role"
}

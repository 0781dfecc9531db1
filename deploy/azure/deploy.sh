#!/usr/bin/env bash
# Usage: deploy.sh
#
# Deploys or updates the party: a function app of the native executable or, with VARIANT=container, a
# container app. Run secrets.sh first.
#
# Examples:
#   deploy/azure/deploy.sh
#   deploy/azure/deploy.sh --dry-run
#   deploy/azure/deploy.sh --parameters deploy/azure/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/azure.sh"
need DEST RELAY HANDLER VARIANT TIMEOUT MAX_INSTANCES CONCURRENCY
name_party

# Gives up before the platform does, so that the caller gets the reason.
patience=$((TIMEOUT - 5))s
settings=("name=$name" "vaultName=$VAULT" "secretName=$secret" "relay=$RELAY" "dest=$DEST" "handler=$HANDLER"
  "patience=$patience" "maximumInstances=$MAX_INSTANCES" "concurrency=$CONCURRENCY")

# The folder that the Functions host starts from. The runner must be executable: zip keeps that.
pack() {
  local stage=$here/target/function
  run rm -rf "$stage" "$here/target/function.zip"
  run mkdir -p "$stage/frelay"
  run cp "$RUNNER" "$stage/frelay-azure-runner"
  run cp "$here/host.json" "$stage/"
  run cp "$here/frelay/function.json" "$stage/frelay/"
  run chmod -R u=rwX,go=rX "$stage"
  run chmod 755 "$stage/frelay-azure-runner"
  run_in "$stage" zip --quiet --recurse-paths -X ../function.zip .
}

deploy_function() {
  deploy_template "$group" main.bicep "${settings[@]}" "memory=$MEMORY"
  pack
  run az functionapp deployment source config-zip --resource-group "$group" --name "$name" \
    --src "$here/target/function.zip" --output none
  # Reads the secret anew.
  run az functionapp restart --resource-group "$group" --name "$name"
}

deploy_container() {
  deploy_template "$group" container.bicep "${settings[@]}" "image=$IMAGE" "caller=$CALLER"
}

case $VARIANT in
  function)
    need RUNNER MEMORY
    need_program zip "apt-get install zip, or the like"
    need_artifact "$RUNNER" "./mvnw package -DskipTests -Pnative -pl examples/azure -am"
    ;;
  container) need IMAGE CALLER ;;
  *) fail "VARIANT: '$VARIANT' is neither function nor container" ;;
esac
ask az keyvault show --name "$VAULT" --query id --output tsv >/dev/null || [ -n "$DRY_RUN" ] ||
  fail "there is no Key Vault $VAULT: run $(command_for secrets.sh)"
"deploy_$VARIANT"
case $VARIANT in
  function) say_how_to_call "$PARTY: {azure: $name, group: $group}" ;;
  container) say_how_to_call "$PARTY: {azure-container: $name, group: $group}" ;;
esac

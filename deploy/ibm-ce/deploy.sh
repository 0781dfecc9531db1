#!/usr/bin/env bash
# Usage: deploy.sh
#
# Deploys or updates the parties as a job or, with VARIANT=application, as an application. Run secrets.sh first.
#
# Examples:
#   deploy/ibm-ce/deploy.sh
#   deploy/ibm-ce/deploy.sh --dry-run
#   deploy/ibm-ce/deploy.sh --parameters deploy/ibm-ce/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/ibm.sh"
need HANDLER IMAGE CPU MEMORY TIMEOUT
name_parties
if [ "$VARIANT" = application ]; then
  need VISIBILITY CONCURRENCY MAX_INSTANCES
fi
choose_region

select_project || [ -n "$DRY_RUN" ] || fail "there is no project $PROJECT: run $(command_for secrets.sh)"

# FRELAY_TIMEOUT ends a call before Code Engine does, so that the caller gets the reason.
options=(--name "$name" --image "$IMAGE" --cpu "$CPU" --memory "$MEMORY"
  --env "FRELAY_HANDLER=$HANDLER" --env "FRELAY_TIMEOUT=$((TIMEOUT - 5))s")
if [ -n "${REGISTRY_SECRET:-}" ]; then
  options+=(--registry-secret "$REGISTRY_SECRET")
fi

# Each index is a party of its own. Nothing is tried again by Code Engine: by then the peers have gone.
deploy_job() {
  local index mounts=()
  for index in "${!parties[@]}"; do
    mounts+=(--mount-secret "/frelay/$index=$(secret_of "${parties[$index]}")")
  done
  # --force: the secret with the input is there when there is an input.
  run ibmcloud ce job "$(verb job "$name")" "${options[@]}" "${mounts[@]}" \
    --env 'FRELAY_SECRETS_DIR=/frelay/{JOB_INDEX}' \
    --mount-secret "/input=$input" --env 'FRELAY_INPUT_FILE=/input/{JOB_INDEX}' --force \
    --array-indices "0-$((${#parties[@]} - 1))" --retrylimit 0 --maxexecutiontime "$TIMEOUT" --quiet
}

deploy_application() {
  run ibmcloud ce application "$(verb application "$name")" "${options[@]}" \
    --mount-secret "/frelay=$(secret_of "${parties[0]}")" --env FRELAY_SECRETS_DIR=/frelay \
    --port 8080 --probe-ready type=tcp --visibility "$VISIBILITY" --request-timeout "$TIMEOUT" \
    --concurrency "$CONCURRENCY" --min-scale 0 --max-scale "$MAX_INSTANCES" --quiet
}

"deploy_$VARIANT"
entries=()
project="region: $REGION, resource-group: $RESOURCE_GROUP, project: $PROJECT"
for index in "${!parties[@]}"; do
  case $VARIANT in
    job) entries+=("${parties[$index]}: {ibm-ce-job: $name, index: $index, $project}") ;;
    application) entries+=("${parties[$index]}: {ibm-ce: $name, $project}") ;;
  esac
done
say_how_to_call "${entries[@]}"

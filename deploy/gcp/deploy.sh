#!/usr/bin/env bash
# Usage: deploy.sh
#
# Deploys or updates the party: a service account that may read the party's secret and nothing else, and the
# function or, with VARIANT=service, the Cloud Run service. Run secrets.sh first.
#
# Examples:
#   deploy/gcp/deploy.sh
#   deploy/gcp/deploy.sh --dry-run
#   deploy/gcp/deploy.sh --parameters deploy/gcp/parameters-1.env
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
no_arguments
load_parameters
. "$here/gcp.sh"
need DEST RELAY HANDLER VARIANT MEMORY TIMEOUT CONCURRENCY MIN_INSTANCES MAX_INSTANCES
name_party

# Gives up before the platform does, so that the caller gets the reason.
patience=$((TIMEOUT - 5))s

deploy_function() {
  # ^;^ makes ; the separator: DEST may have commas, which gcloud would take for the end of a variable.
  run gcloud functions deploy "$name" --gen2 --region="$REGION" \
    --runtime=java21 --source="$JAR_FOLDER" --entry-point=io.quarkus.gcp.functions.QuarkusHttpFunction \
    --trigger-http --no-allow-unauthenticated --service-account="$account" \
    --set-secrets="FRELAY_BUNDLE=$secret:latest" \
    --set-env-vars="^;^RELAY=$RELAY;DEST=$DEST;FRELAY_HANDLER=$HANDLER;FRELAY_TIMEOUT=$patience" \
    --timeout="${TIMEOUT}s" --memory="$MEMORY" --cpu=1 --concurrency="$CONCURRENCY" \
    --min-instances="$MIN_INSTANCES" --max-instances="$MAX_INSTANCES"
}

manifest=$here/target/$name.yaml
write_manifest() {
  mkdir -p "$here/target"
  NAME=$name SERVICE_ACCOUNT=$account SECRET=$secret PATIENCE=$patience \
    fill_in NAME SERVICE_ACCOUNT SECRET IMAGE RELAY DEST HANDLER PATIENCE TIMEOUT \
    MEMORY CONCURRENCY MIN_INSTANCES MAX_INSTANCES <"$here/service.yaml" >"$manifest"
}

deploy_service() {
  run gcloud run services replace "$manifest" --region="$REGION"
}

# fill_in NAME...: copies standard input, each ${NAME} replaced by its value. A value that could be anything
# but one plain word of YAML is refused.
fill_in() {
  local text name placeholder
  text=$(cat)
  for name in "$@"; do
    case ${!name} in
      '' | *[!A-Za-z0-9._:/@,-]*) fail "$name: '${!name}' cannot stand in service.yaml" ;;
    esac
    placeholder="\${$name}"
    text=${text//"$placeholder"/"${!name}"}
  done
  echo "$text"
}

case $VARIANT in
  function)
    need JAR_FOLDER
    need_artifact "$JAR_FOLDER" "./mvnw package -DskipTests -pl examples/gcp -am"
    apis=(cloudfunctions run cloudbuild artifactregistry iam secretmanager)
    ;;
  service)
    need IMAGE
    write_manifest
    apis=(run iam secretmanager)
    ;;
  *) fail "VARIANT: '$VARIANT' is neither function nor service" ;;
esac
show_project
enable_apis "${apis[@]}"

ask gcloud secrets describe "$secret" --format='value(name)' >/dev/null || [ -n "$DRY_RUN" ] ||
  fail "there is no secret $secret in $PROJECT: run $(command_for secrets.sh)"
make_account "$name" "Frelay: party $PARTY of $USER_NAME"
grant_secret "$secret" "$account"

"deploy_$VARIANT"
say_how_to_call "$PARTY: {gcp: $name, region: $REGION, project: $PROJECT}"

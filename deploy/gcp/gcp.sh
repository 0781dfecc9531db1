# shellcheck shell=bash disable=SC2154 # root is of common.sh
# Sourced by the scripts of this folder after the parameters: the names of all that they make, and the
# project for every gcloud, fr-adm's too.
need_program gcloud "https://cloud.google.com/sdk/docs/install, then: gcloud auth login"
need PROJECT REGION

export CLOUDSDK_CORE_PROJECT=$PROJECT
export CLOUDSDK_CORE_DISABLE_PROMPTS=1

# Folders among the parameters are relative to it.
cd "$root" || exit

# Before the first command: a dry run says what is in force for all.
show_project() {
  [ -z "$DRY_RUN" ] || show "export CLOUDSDK_CORE_PROJECT=$(quoted "$PROJECT")"
}

# The names of a party's secret, function and service account. Google's rules for the last are the
# narrowest: 6 to 30 lower-case letters, digits and hyphens.
name_party() {
  need USER_NAME PARTY
  secret=frelay-$USER_NAME-$PARTY
  name=${NAME:-$(echo "$secret" | tr '[:upper:]' '[:lower:]')}
  case $name in
    [a-z]*) ;;
    *) fail "NAME: '$name' does not begin with a small letter" ;;
  esac
  if [ ${#name} -lt 6 ] || [ ${#name} -gt 30 ]; then
    fail "NAME: '$name' has ${#name} characters, a service account must have 6 to 30; set another"
  fi
  # shellcheck disable=SC2034 # for the scripts
  account=$name@$PROJECT.iam.gserviceaccount.com
}

# enable_apis NAME...: all that are on already cost one call.
enable_apis() {
  local api apis=()
  for api in "$@"; do
    apis+=("$api.googleapis.com")
  done
  run gcloud services enable "${apis[@]}"
}

# make_account ID DISPLAY-NAME
make_account() {
  ask gcloud iam service-accounts describe "$1@$PROJECT.iam.gserviceaccount.com" --format='value(email)' >/dev/null ||
    run gcloud iam service-accounts create "$1" --display-name="$2"
}

# grant RESOURCE-WORDS ACCOUNT ROLE: the account may do this with that one resource. A new account is not
# known everywhere for some seconds, and Google then calls it invalid: a grant is tried for half a minute.
grant() {
  local attempt
  for attempt in 1 2 3 4 5 6; do
    run gcloud "${@:1:$#-2}" --member="serviceAccount:${*:$#-1:1}" --role="${*:$#}" --format=none && return
    [ "$attempt" = 6 ] || sleep 5
  done
  fail "${*:$#-1:1} was not given ${*:$#}; see above, and run this again"
}

# grant_secret SECRET ACCOUNT: it may read this secret and no other.
grant_secret() {
  grant secrets add-iam-policy-binding "$1" --condition=None "$2" roles/secretmanager.secretAccessor
}

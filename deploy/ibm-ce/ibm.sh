# shellcheck shell=bash disable=SC2154,SC2153 # root is of common.sh, PARTIES of the parameters
# Sourced by the scripts of this folder after the parameters: names, and what they all do.
need_program ibmcloud "https://cloud.ibm.com/docs/cli, then: ibmcloud plugin install code-engine vpc-infrastructure; ibmcloud login"
need REGION RESOURCE_GROUP

# Folders among the parameters are relative to it.
cd "$root" || exit

# The first command, for every ibmcloud after it, fr-adm's too. All that can be wrong here is said before.
choose_region() {
  run ibmcloud target -r "$REGION" -g "$RESOURCE_GROUP" --quiet >&2
}

# secret_of PARTY: as fr-adm names it.
secret_of() {
  echo "frelay-$USER_NAME-$1" | tr '[:upper:]' '[:lower:]'
}

name_parties() {
  need USER_NAME PARTIES PROJECT VARIANT
  read -r -a parties <<<"$PARTIES"
  name=${NAME:-$(secret_of "${parties[0]}")}
  # shellcheck disable=SC2034 # for the scripts
  input=$name-input
  case $VARIANT in
    job) ;;
    application)
      [ ${#parties[@]} -eq 1 ] || fail "PARTIES: an application is one party; for several, VARIANT=job"
      ;;
    *) fail "VARIANT: '$VARIANT' is neither job nor application" ;;
  esac
}

select_project() {
  ask ibmcloud ce project select --name "$PROJECT" --quiet >/dev/null
}

# verb KIND NAME: what makes it so, create or update.
verb() {
  if ask ibmcloud ce "$1" get --name "$2" --quiet >/dev/null; then
    echo update
  else
    echo create
  fi
}

#!/usr/bin/env bash
# Usage: destroy.sh parties|relay|all
#
# Deletes what the other scripts have made. Missing items are no error.
#
#   parties   the job or application, and the parties' secrets
#   relay     the relay's VM, address and network; of a cluster both VMs
#   all       both, and the Code Engine project with everything in it
#
# Examples:
#   deploy/ibm-ce/destroy.sh parties
#   deploy/ibm-ce/destroy.sh all --dry-run
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
parse_options "$@"
[ ${#ARGUMENTS[@]} -eq 1 ] || wrong_usage "give one argument: parties, relay or all"
what=${ARGUMENTS[0]}
case $what in
  parties | relay | all) ;;
  *) wrong_usage "cannot destroy $what" ;;
esac
load_parameters
. "$here/ibm.sh"

# delete KIND NAME, in Code Engine.
delete() {
  if still_there ibmcloud ce "$1" get --name "$2" --quiet; then
    run ibmcloud ce "$1" delete --name "$2" --force --quiet
  fi
}

destroy_parties() {
  local party
  select_project || [ -n "$DRY_RUN" ] || return 0
  delete "$VARIANT" "$name"
  for party in "${parties[@]}"; do
    delete secret "$(secret_of "$party")"
  done
  if [ "$VARIANT" = job ]; then
    delete secret "$input"
  fi
}

# delete_vpc KIND DELETION [NAME]: a deletion is accepted first and done later, and a subnet with a VM in it stays.
delete_vpc() {
  local attempt name=${3:-frelay-relay}
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
    still_there ibmcloud is "$1" "$name" --output JSON || return 0
    [ "$attempt" = 1 ] || sleep 10
    run ibmcloud is "$2" "$name" --force || true
    [ -z "$DRY_RUN" ] || return 0
  done
  fail "the $1 $name is still there; see above, and run this again"
}

destroy_relay() {
  delete_vpc instance instance-delete frelay-relay-2
  delete_vpc floating-ip floating-ip-release frelay-relay-2
  delete_vpc subnet subnet-delete frelay-relay-2
  delete_vpc instance instance-delete
  delete_vpc floating-ip floating-ip-release
  delete_vpc key key-delete
  delete_vpc subnet subnet-delete
  delete_vpc security-group security-group-delete
  delete_vpc vpc vpc-delete
  # Another VM of the same address has another key.
  run rm -f "$here/target/known_hosts"
}

name_parties
confirm "Delete $what of $USER_NAME from the project $PROJECT?"
choose_region
case $what in
  parties) destroy_parties ;;
  relay) destroy_relay ;;
  all)
    destroy_parties
    if still_there ibmcloud ce project get --name "$PROJECT" --quiet; then
      run ibmcloud ce project delete --name "$PROJECT" --hard --force --quiet
    fi
    destroy_relay
    ;;
esac

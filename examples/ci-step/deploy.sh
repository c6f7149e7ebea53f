#!/bin/sh
# A CI step: deploys the checkout that the job stands in. Without a terminal deploy asks nothing and prints plain lines;
# its exit code is the step's: 0 done, 1 failed, 2 the project file or the call is wrong.
#
#   DEPLOY_TASK      the task; without it the file's default_task
#   DEPLOY_NETRC     the text of a netrc file with the password, from the CI's store of secrets
#   DEPLOY_DRY_RUN   set to anything: only show what would be done (for pull requests)
set -eu

if [ -n "${DEPLOY_NETRC:-}" ]; then
  NETRC=$(mktemp)
  export NETRC
  trap 'rm -f "$NETRC"' EXIT
  # mktemp makes the file readable by this user alone.
  printf '%s\n' "$DEPLOY_NETRC" >"$NETRC"
  unset DEPLOY_NETRC
fi

deploy run ${DEPLOY_TASK:+"$DEPLOY_TASK"} ${DEPLOY_DRY_RUN:+--dry-run} --wait 300 </dev/null

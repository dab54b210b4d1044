#!/bin/sh
# Run one of Evenlight's commands under the service's account and settings (the systemd way of deploy/README.md).
# As root:  deploy/as_service.sh start_practice
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec systemd-run --quiet --collect --pipe --wait --uid=evenlight --gid=evenlight \
    --property=EnvironmentFile=/etc/evenlight/env \
    --property=UMask=0077 \
    --setenv=PATH="$here/../.venv/bin:/usr/bin:/bin" \
    --working-directory="$here/.." \
    "$here/entrypoint.sh" "$@"

#!/bin/sh
# Run one command under production's settings with keys made for it alone and kept nowhere:
# for checks, and for collecting static files while an image is built.
set -eu

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

unset EVENLIGHT_DEMO SECRET_KEY_FILE EVENLIGHT_MASTER_KEYS_FILE DATABASE_URL_FILE
SECRET_KEY=$(random 48)
EVENLIGHT_MASTER_KEYS=throwaway:$(random 32)
ALLOWED_HOSTS=evenlight.example
EVENLIGHT_BASE_URL=https://evenlight.example
BEHIND_PROXY=1
DATABASE_URL=sqlite://:memory:
export SECRET_KEY EVENLIGHT_MASTER_KEYS ALLOWED_HOSTS EVENLIGHT_BASE_URL BEHIND_PROXY DATABASE_URL
exec "$@"

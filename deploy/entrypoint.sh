#!/bin/sh
# One image, three roles: web, worker, and any command of manage.py.
set -eu
cd "$(dirname "$0")/.."

case "${1:-web}" in
    prepare)
        # Before a new version serves: tables, the cache's table, and the published definitions.
        python manage.py check --deploy --fail-level ERROR
        python manage.py migrate --no-input
        python manage.py createcachetable
        python manage.py publish_instruments
        exec python manage.py publish_exercises
        ;;
    web)
        # Only while there is no practice: the address, good for one use, that makes one.
        python manage.py start_practice --if-none
        exec gunicorn --config deploy/gunicorn.conf.py deploy.wsgi:application
        ;;
    worker)
        exec python manage.py work
        ;;
    *)
        exec python manage.py "$@"
        ;;
esac

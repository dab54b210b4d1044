#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, on loopback, gone afterwards.
#
#   deploy/postgres_for_tests.sh start DIR PORT    prints DATABASE_URL
#   deploy/postgres_for_tests.sh stop  DIR PORT    stops it and removes DIR
#
# DIR must be empty or new. As root, the server runs as the account "postgres", because it refuses to run as root.
# Nothing is synced to disk: never use it for data that anybody wants to keep.
set -euo pipefail

MARK=.evenlight-test-cluster
ACCOUNT=evenlight

fail() {
    echo "postgres_for_tests: $*" >&2
    exit 1
}

# The folder with the server's programs: version 15, which is the one Evenlight promises, before any other.
# A folder of a version can exist with clients alone, so the server itself is looked for.
server_folder() {
    local found
    for found in /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
        if [[ -x $found/postgres && -x $found/initdb && -x $found/pg_ctl ]]; then
            echo "$found"
            return
        fi
    done
    fail "no PostgreSQL server here. On Debian: apt-get install postgresql"
}

as_owner() {
    # From /, because the server's account may not be able to read the folder we stand in.
    if [[ $(id -u) -eq 0 ]]; then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && "$@")
    fi
}

start() {
    local bin options
    # Ports from 32768 on are handed out to outgoing connections and may be taken at any moment.
    if [[ ! $PORT =~ ^[0-9]{4,5}$ ]] || ((10#$PORT < 1024 || 10#$PORT > 32767)); then
        fail "the port must be between 1024 and 32767"
    fi
    bin=$(server_folder)
    mkdir -p "$DIR"
    # Look before touching: a folder that is in use must stay exactly as it is.
    [[ -z $(ls -A "$DIR") ]] || fail "$DIR is not empty"
    touch "$DIR/$MARK"
    chmod 700 "$DIR"
    if [[ $(id -u) -eq 0 ]]; then
        chown -R postgres "$DIR"
    fi
    as_owner "$bin/initdb" -D "$DIR/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
    options="-p $PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='$DIR' -c max_connections=60"
    options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    if ! as_owner "$bin/pg_ctl" -D "$DIR/data" -l "$DIR/log" -w -t 60 -o "$options" start >/dev/null; then
        tail -n 20 "$DIR/log" >&2 || true
        fail "PostgreSQL did not start on port $PORT"
    fi
    # No superuser: what works for this account works for a practice's.
    "$bin/psql" -q -h 127.0.0.1 -p "$PORT" -U postgres -d postgres -v ON_ERROR_STOP=1 \
        -c "CREATE ROLE $ACCOUNT LOGIN CREATEDB" -c "CREATE DATABASE $ACCOUNT OWNER $ACCOUNT" >&2
    echo "postgres://$ACCOUNT@127.0.0.1:$PORT/$ACCOUNT"
}

stop() {
    local bin
    [[ -d $DIR ]] || return 0
    if [[ ! -e $DIR/$MARK ]]; then
        # Nothing was started here; an empty folder made for it can go.
        rmdir "$DIR" 2>/dev/null || fail "$DIR was not made by this script, so it stays"
        return 0
    fi
    if [[ -e $DIR/data/postmaster.pid ]]; then
        bin=$(server_folder)
        # pg_ctl stops the process whose number stands in postmaster.pid, and no other.
        as_owner "$bin/pg_ctl" -D "$DIR/data" -m immediate -w -t 60 stop >/dev/null || fail "PostgreSQL in $DIR did not stop"
    fi
    rm -rf -- "$DIR"
}

[[ $# -eq 3 ]] || fail "use: start DIR PORT, or stop DIR PORT"
DIR=$(realpath -m -- "$2")
PORT=$3
case $1 in
    start) start ;;
    stop) stop ;;
    *) fail "use: start DIR PORT, or stop DIR PORT" ;;
esac

#!/bin/sh
# Replaces all containers of one service by new ones, without an interruption: replace.sh api
# The new containers start beside the old ones; then the old ones stop one by one, after their requests or tasks. If the
# new ones do not become healthy, they are removed. COMPOSE_FILE chooses the file, as for docker compose.
# Not for web, whose port only one container can publish. Nor when the old containers are unhealthy: Compose waits for
# all containers of a service, so `docker compose up --detach --no-deps SERVICE` replaces them then.
set -eu
service=${1:?"the name of a service is missing: replace.sh api"}

remove() {
    docker stop "$@"
    docker rm "$@"
}

undo() {
    set +e # remove as much as possible
    trap '' HUP INT TERM
    new=$(docker compose ps --all --quiet "$service" | grep -vxF "$old")
    [ -z "$new" ] || remove $new || echo "Remove these new containers by hand:" $new >&2
    echo "$service is not replaced: its old containers still run." >&2
}

old=$(docker compose ps --quiet "$service")
if [ -z "$old" ]; then
    echo "No container of $service runs. This starts it: docker compose up --detach --no-deps $service" >&2
    exit 1
fi
docker compose rm --force "$service" # those that are stopped: Compose would start them instead of new ones
count=$(echo "$old" | wc -l)
trap undo EXIT
trap 'exit 1' HUP INT TERM
docker compose up --detach --no-deps --no-recreate --wait --wait-timeout 300 --scale "$service=$((count * 2))" "$service"
trap - EXIT
trap '' HUP INT TERM # old ones that stay would be doubled by the next run
# nginx looks up the addresses of the API every five seconds. So it knows the new ones, and one stopped one at most: a
# stopped container does not answer, and each such address that nginx tries takes three seconds.
failed=
for container in $old; do
    sleep 6
    remove "$container" || failed="$failed $container" # the others must stop, too
done
if [ -n "$failed" ]; then
    echo "$service is replaced, but not all of its old containers are removed." >&2
    echo "Stop and remove these by hand, or the next run doubles them:$failed" >&2
    exit 1
fi

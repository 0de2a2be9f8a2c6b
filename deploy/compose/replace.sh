#!/bin/sh
# Replaces all containers of one service by new ones, without an interruption: replace.sh api
# The new containers start beside the old ones; then the old ones stop, after their requests or tasks.
# COMPOSE_FILE chooses the file, as for docker compose. Not for web, whose port only one container can publish.
set -eu
service=$1
old=$(docker compose ps --quiet "$service")
count=$(echo "$old" | wc -w)
docker compose up --detach --no-deps --no-recreate --wait --scale "$service=$((count * 2))" "$service"
sleep 6 # nginx looks up the addresses of the API every five seconds
docker stop $old
docker rm $old

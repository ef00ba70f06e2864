#!/usr/bin/env bash
# Installs on Debian what fetch.py needs and what it measures beside PumaGuard Models, as root. Coursier comes from
# Maven Central into target/peers. huggingface_hub is in neither of the two, so it is left out.
set -eu
apt-get install -y --no-install-recommends \
  nginx-light curl openssl time strace iproute2 util-linux python3 wget2 aria2 rclone

version=2.1.24
artifact=io.get-coursier:coursier-cli_2.13:$version
peers=$(cd "$(dirname "$0")/../.." && pwd)/target/peers
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.9.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -ntp -q "$plugin:copy" -Dartifact="$artifact:pom" -DoutputDirectory="$work"
mvn -ntp -q -f "$work/coursier-cli_2.13-$version.pom" "$plugin:copy-dependencies" -DincludeScope=runtime \
  -DoutputDirectory="$peers/coursier"
mvn -ntp -q "$plugin:copy" -Dartifact="$artifact" -DoutputDirectory="$peers/coursier"

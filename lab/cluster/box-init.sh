#!/usr/bin/env bash
# PID 1 of a box: mounts what its nodes and hosts have in common, and creates the bridge that connects them.
# usage: box-init.sh [PROVIDER/AGENT=FILE]...
set -euo pipefail

# /proc stays the machine's own: here, and in namespaces made from here, it has the pids of the machine's
# pid namespace.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/lab/{nodes,fencing,stage}

# The agents of the arguments, which need not be installed, and the providers that are installed.
agents=/usr/lib/ocf/resource.d
mount --bind "$agents" /run/lab/stage
mount -t tmpfs -o mode=755 tmpfs "$agents"
for agent in "$@"; do
	file=$agents/${agent%%=*}
	mkdir -p "${file%/*}"
	: >"$file"
	mount --bind "${agent#*=}" "$file"
done
for provider in /run/lab/stage/*; do
	own=$agents/${provider##*/}
	[ -e "$own" ] && continue
	mkdir "$own"
	mount --bind "$provider" "$own"
done
umount /run/lab/stage

# Pacemaker looks for fence agents in /usr/sbin only: makes it writable.
mount -t tmpfs -o mode=755 tmpfs /run/lab/stage
mkdir /run/lab/stage/.machine
mount --bind /usr/sbin /run/lab/stage/.machine
(cd /run/lab/stage && ln -s .machine/* .)
mount --move /run/lab/stage /usr/sbin

ip link set lo up
ip link add br0 up type bridge stp_state 0 forward_delay 0 mcast_snooping 0

read -r pid _ </proc/self/stat
echo "ready $pid"
while read -r _; do :; done

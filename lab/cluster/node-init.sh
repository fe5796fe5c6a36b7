#!/usr/bin/env bash
# PID 1 of a node: mounts the node's file systems, creates the folders that packages and systemd create, and
# starts the daemons that are named on standard input. Orphans are reaped by bash.
# usage: node-init.sh NAME
set -euo pipefail

name=$1
disk=/run/lab/nodes/$name # survives a power cut
# Read before the node's own /proc is mounted: the pid in the machine's pid namespace.
read -r pid _ </proc/self/stat

hostname "$name"
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=1777 tmpfs /dev/shm

mkdir -p "$disk"/{pacemaker,corosync,log,etc-corosync,etc-pacemaker,run}
mount --bind "$disk/pacemaker" /var/lib/pacemaker
mount --bind "$disk/corosync" /var/lib/corosync
mount --bind "$disk/log" /var/log
mount --bind "$disk/etc-corosync" /etc/corosync
mount --bind "$disk/etc-pacemaker" /etc/pacemaker
mount --bind /run/lab/hosts /etc/hosts
install -m 644 /run/lab/corosync.conf /etc/corosync/corosync.conf
install -m 640 -g haclient /run/lab/authkey /etc/pacemaker/authkey

mkdir -p /var/lib/pacemaker/{cib,pengine,blackbox,cores}
mkdir -p /var/log/{cluster,corosync,crmsh,pacemaker/bundles}
chown hacluster:haclient /var/lib/pacemaker{,/*} /var/log/pacemaker{,/bundles}
chmod 750 /var/lib/pacemaker{,/*}
if ! [ -e /var/lib/pacemaker/cib/cib.xml ]; then
	install -m 600 -o hacluster -g haclient /run/lab/cib.xml /var/lib/pacemaker/cib/cib.xml
fi

mount -t tmpfs -o mode=755 tmpfs "$disk/run"
mkdir "$disk/run/fencing"
mount --bind /run/lab/fencing "$disk/run/fencing"
mount --no-mtab --move "$disk/run" /run # mount(8) keeps its table below /run
mkdir -p /run/resource-agents /run/lock/subsys /run/heartbeat/rsctmp

ip link set lo up

echo "ready $pid"
while read -r daemon; do
	case $daemon in
	corosync) exec corosync -f ;;
	pacemaker)
		export PCMK_logfile=/var/log/pacemaker/pacemaker.log PCMK_logfacility=none
		exec pacemakerd -f
		;;
	esac </dev/null >>"/var/log/$daemon.out" 2>&1 &
done

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by init and by test programs in a guest of vmbhost with a disk.

disk=/dev/vda

disk_load() {
	modprobe virtio_mmio && modprobe virtio_blk || return
	for _ in 1 2 3 4 5; do
		[ ! -b "$disk" ] || return 0
		sleep 1
	done
	return 1
}

# Does not return if the disk has a hibernated machine. From here on the kernel also
# hibernates to this disk.
disk_resume() {
	cat "/sys/block/${disk#/dev/}/dev" >/sys/power/resume
}

# Make all of it swap space.
disk_swap() {
	mkswap "$disk" >/dev/null && swapon "$disk"
}

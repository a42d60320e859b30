# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
#
# arch.sh - the processor that is built for and emulated: ARCH=arm64, or x86-64
#
# Sourced by lib.sh. What is built for arm64 lies in a folder of its own below BUILD and
# below .cache/kernels, as kernels, runs and modules have the same names there.
# outer_kver is the kernel of the machine that guests are nested in.

case ${ARCH:-x86_64} in
# The kernel's makefiles call it x86, for what they run.
x86_64 | x86)
	# An empty ARCH would keep the kernel's makefiles from choosing theirs.
	unset ARCH
	deb_arch=amd64 cross='' kernel_cache=$CACHE/kernels outer_kver=6.1
	;;
arm64)
	deb_arch=arm64 cross=${CROSS_COMPILE:-aarch64-linux-gnu-} kernel_cache=$CACHE/kernels/arm64
	# The first of ours whose KVM leaves a hypervisor's calls to vmbhost.
	outer_kver=6.12
	[[ $BUILD == */arm64 ]] || BUILD+=/arm64
	mkdir -p "$BUILD"
	export ARCH CROSS_COMPILE=$cross
	# Debian's headers for 6.1 take the compiler's name from these.
	export DEB_BUILD_ARCH=amd64 DEB_HOST_ARCH=arm64 DEB_HOST_GNU_TYPE=aarch64-linux-gnu
	;;
*)
	printf '%s: ARCH=%s: there are x86_64 and arm64\n' "${0##*/}" "$ARCH" >&2
	exit 2
	;;
esac

# What runs on x86-64 only says so.
need_x86() {
	[[ -z ${ARCH:-} ]] || die "$1 is for x86-64 only, not for ARCH=$ARCH"
}

# SPDX-License-Identifier: GPL-2.0-only
#
# The commands of this project; "make help" lists them. What is built lands in
# BUILD, what is downloaded in CACHE; the source tree stays as it is, but for the
# pages that "make doc" and "make bench" write. Variables of the command line reach
# the scripts through the environment.

KVER	?= 6.1
SECONDS	?= 60
HOURS	?= 8
KDIR	?= /lib/modules/$(shell uname -r)/build
BUILD	?= build
override BUILD := $(abspath $(or $(BUILD),build))

# To make, each word is a path, and "make clean" would remove what the first one names.
ifneq ($(words $(BUILD)),1)
$(error a path with spaces cannot be built in: BUILD=<folder> names another)
endif

export KVER BUILD

# An empty one would keep the kernel's makefiles from choosing theirs.
ifeq ($(ARCH),)
MAKEOVERRIDES := $(filter-out ARCH=%,$(MAKEOVERRIDES))
endif

help:
	@echo 'Commands:'
	@echo '  make check         build everything, run the tests in guests'
	@echo '  make demo          an unchanged driver for Windows talks to the host'
	@echo '  make bench         what KMCL costs over plain hv_vmbus, its loopback over memcpy'
	@echo '  make profile ROW=  the instructions of a row of the bench, function by function'
	@echo '  make unit          the tests that need no guest: vmbhost, ring, saved states, channels'
	@echo '  make explore       the channels, in every order of their contexts within bounds'
	@echo '  make fuzz          fuzz vmbhost, the ring and saved states for SECONDS=$(SECONDS)'
	@echo '  make soak          everything in rotation for HOURS=$(HOURS), on KVER=debug'
	@echo '  make modules       the modules for kernel KVER, in build/KVER/src'
	@echo '  make install       the modules for kernel headers KDIR, into the system'
	@echo '  make uninstall     take them out again'
	@echo '  make install-dev   what a driver is built with, into PREFIX/share/vmbkmcl'
	@echo '  make uninstall-dev take that out again'
	@echo '  make shell         a guest with a shell on this terminal'
	@echo '  make dist          the sources of HEAD as a tarball'
	@echo '  make packages      packages for Debian and RPM, in build/packages'
	@echo '  make bundle        modules and tests as a tarball for an Azure virtual machine'
	@echo '  make check-packages install, use and purge the packages in Debian 12 and 13'
	@echo '  make check-userland  the same in Debian 12 and 13 as guests of Hyper-V, slowly'
	@echo '  make check-secure-boot  a machine with Secure Boot loads what DKMS has signed'
	@echo '  make check-bundle  run what make bundle packs in Debian 12 and 13'
	@echo '  make check-kselftest  the tests as a target of kselftest, in two kernel trees'
	@echo '  make check-style   checkpatch, kernel-doc, sparse, W=1, shellcheck and more'
	@echo '  make check-windows compile the API as Windows would'
	@echo '  make doc           the generated pages and tables'
	@echo '  make clean         remove BUILD=$(BUILD)'
	@echo '  make distclean     remove that and .cache/'
	@echo 'Variables: KVER=5.10|6.1|6.12|7|rt|debug|... (now $(KVER)), KVERS=all,'
	@echo '  HOST=vmbhost|qemu|plain, RUN=, TEST=, CPUS=; scripts/check --help'
	@echo '  ARCH=arm64 for check, modules and shell: for and on emulated arm64 machines'

check:
	@scripts/check

demo:
	@scripts/demo

bench:
	@scripts/bench

profile:
	@scripts/profile $(ROW) $(FUNCTION)

shell:
	@scripts/prerequisites
	@scripts/guest $(KVER)
	@scripts/run --shell

modules:
	@scripts/prerequisites
	@scripts/modules $(KVER)

# KDIR, RELEASE, INSTALL_MOD_PATH, DESTDIR, PREFIX: scripts/package/install --help. It
# needs no more than the kernel's headers, their compiler, make and kmod.
install:
	@KDIR="$(KDIR)" scripts/package/install modules

uninstall:
	@KDIR="$(KDIR)" scripts/package/install --remove modules

install-dev:
	@scripts/package/install dev

uninstall-dev:
	@scripts/package/install --remove dev

dist:
	@scripts/package/dist

packages:
	@scripts/package/build

bundle:
	@scripts/package/bundle

check-packages:
	@scripts/package/check

check-bundle:
	@scripts/check-userland --bundle

check-kselftest:
	@scripts/check-kselftest

check-userland:
	@scripts/check-userland

check-secure-boot:
	@scripts/check-secure-boot

unit:
	@scripts/unit

explore:
	@scripts/explore

fuzz:
	@scripts/fuzz $(SECONDS)

soak: KVER = debug
soak:
	@HOURS=$(HOURS) scripts/soak

check-style:
	@scripts/check-style

check-windows:
	@scripts/check-windows

# Into a file of its own first: a failure must not leave half a table.
doc:
	@scripts/prerequisites python3
	scripts/porting-table >$(BUILD)/porting-functions.md
	mv $(BUILD)/porting-functions.md Documentation/porting-functions.md
	scripts/porting-table --contexts >$(BUILD)/context_table.h
	mv $(BUILD)/context_table.h selftests/lib/context_table.h

# A cache that CACHE has elsewhere may be shared.
clean:
	rm -rf $(BUILD)

distclean: clean
	rm -rf .cache

.PHONY: help check demo bench profile shell modules install uninstall install-dev uninstall-dev dist \
	packages bundle check-packages check-bundle check-kselftest check-userland \
	check-secure-boot unit explore fuzz soak check-style \
	check-windows doc clean distclean

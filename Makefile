# SPDX-License-Identifier: GPL-2.0-only
#
# The commands of this project; "make help" lists them. What is built lands in
# build/, what is downloaded in .cache/; the source tree stays as it is.

KVER	?= 6.1
SECONDS	?= 60
KDIR	?= /lib/modules/$(shell uname -r)/build

export KVER KVERS HOST RUN TEST CPUS MEMORY FILTER SEED SCALE DURATION FAULTS TIMEOUT SLOW \
	NESTED ICOUNT REPEAT BENCH

help:
	@echo 'Commands:'
	@echo '  make check         build everything, run the tests in guests'
	@echo '  make demo          a heartbeat driver in the Windows style, at work'
	@echo '  make bench         what KMCL costs over plain hv_vmbus, its loopback over memcpy'
	@echo '  make unit          the tests of the host that need no guest'
	@echo '  make fuzz          fuzz the host for SECONDS=$(SECONDS)'
	@echo '  make modules       the modules for kernel KVER, in build/KVER/src'
	@echo '  make install       the modules for kernel headers KDIR, into the system'
	@echo '  make shell         a guest with a shell on this terminal'
	@echo '  make check-style   checkpatch, kernel-doc, sparse, W=1, shellcheck'
	@echo '  make check-windows compile the API as Windows would'
	@echo '  make doc           the parts of Documentation that are generated'
	@echo '  make clean         remove build/'
	@echo '  make distclean     and .cache/ too'
	@echo 'Variables: KVER=5.10|6.1|6.12|7|debug (now $(KVER)), KVERS=all,'
	@echo '  HOST=vmbhost|qemu|plain, RUN=, TEST=, CPUS=; scripts/check --help'

check:
	@scripts/check

demo:
	@scripts/demo

bench:
	@scripts/bench

shell:
	@scripts/prerequisites
	@scripts/guest $(KVER)
	@scripts/run --shell

modules:
	@scripts/prerequisites
	@scripts/modules $(KVER)

# The kernel headers are those of a system, so is the compiler.
install:
	@KDIR="$(KDIR)" scripts/modules install
	$(MAKE) -C $(KDIR) M=$(CURDIR)/build/install/src/vmbkmcl modules_install

unit:
	@scripts/prerequisites
	@$(MAKE) --no-print-directory -C selftests/host O=$(CURDIR)/build/host unit

fuzz:
	@scripts/prerequisites clang
	@$(MAKE) --no-print-directory -C selftests/host O=$(CURDIR)/build/host \
		SECONDS=$(SECONDS) fuzz

check-style:
	@scripts/check-style

check-windows:
	@scripts/check-windows

# Into a file of its own first: a failure must not leave half a table.
doc:
	@scripts/prerequisites python3
	@mkdir -p build
	scripts/porting-table >build/porting-functions.md
	mv build/porting-functions.md Documentation/porting-functions.md

clean:
	rm -rf build

distclean: clean
	rm -rf .cache

.PHONY: help check demo bench shell modules install unit fuzz check-style \
	check-windows doc clean distclean

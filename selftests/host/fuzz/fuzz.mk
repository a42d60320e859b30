# SPDX-License-Identifier: GPL-2.0-only
#
# fuzz.mk - build and run a fuzzer: libFuzzer under ASan and UBSan
#
# A makefile that includes this sets O, the build folder, and has rules for its
# program and the program's objects. It gets
#
#	CLANG		compiles and links a fuzzer; gcc has no libFuzzer
#	SANITIZE	flags of a sanitized program, gcc's too
#	FUZZ_CFLAGS	flags to compile a fuzzer with
#	FUZZ_LDFLAGS	flags to link it with
#	$(call fuzz_run,PROGRAM,OPTIONS)
#			runs $(O)/PROGRAM for SECONDS. What it learns stays in
#			$(O)/corpus/PROGRAM, and the next run begins with that. An
#			input that fails is written to $(O)/PROGRAM-crash-HASH.
#
# fuzz/input.h takes numbers and bytes from an input.

CLANG	?= clang
SECONDS	?= 60

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -O1 -g
FUZZ_CFLAGS := $(SANITIZE) -fsanitize=fuzzer-no-link
FUZZ_LDFLAGS := $(SANITIZE) -fsanitize=fuzzer

# libFuzzer takes 0, and anything that is no number, for no limit.
fuzz_run = @expr '$(SECONDS)' : '[1-9][0-9]*$$' >/dev/null || \
		{ echo 'SECONDS=$(SECONDS): a whole number, 1 or more' >&2; exit 2; }; \
	mkdir -p $(O)/corpus/$(1) && cd $(O) && \
	./$(1) -max_total_time=$(SECONDS) -artifact_prefix=$(1)- -len_control=0 \
		-timeout=10 -rss_limit_mb=4096 -print_final_stats=1 $(2) corpus/$(1)

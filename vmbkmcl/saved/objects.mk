# SPDX-License-Identifier: GPL-2.0-only
# The format of saved state, relative to vmbkmcl/. Also built as part of programs.
saved-y := saved/check.o saved/write.o

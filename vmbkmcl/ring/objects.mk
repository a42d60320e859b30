# SPDX-License-Identifier: GPL-2.0-only
# The ring protocol, relative to vmbkmcl/. Also built as part of programs.
ring-y := ring/packet.o ring/reader.o ring/writer.o

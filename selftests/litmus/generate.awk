# SPDX-License-Identifier: GPL-2.0-only
#
# generate.awk - make C++ for relacy (model.hpp) of litmus tests in the kernel's format
#
# usage: awk -f generate.awk FILE.litmus...
#
# A thread's registers are r0 to r2, declared in a line of their own. Variables that
# are accessed as "*x" alone are plain ones. What orders something gets a number.

BEGIN {
	orders = "smp_mb|smp_rmb|smp_load_acquire|smp_store_release|atomic_read_acquire|" \
		"atomic_set_release|atomic_xchg|atomic_cmpxchg|atomic_dec_return|" \
		"atomic_fetch_or|atomic_fetch_sub|atomic_fetch_inc"
	print "// made by generate.awk"
	print "#include \"model.hpp\""
}

FNR == 1 {
	finish()
	if ($1 != "C" || NF != 2)
		wrong("begins with \"C NAME\"")
	name = $2
	names[++tests] = name
	part = "head"
	next
}

/^\(\*/ { comment = 1 }
comment {
	if (/\*\)/)
		comment = 0
	next
}

part == "head" && /^\{/ {
	part = "initial"
	sub(/^\{/, "")
}
part == "initial" {
	if (/\}/)
		part = "threads"
	gsub(/[{}]|atomic_t |int |ATOMIC_INIT/, "")
	initial = initial $0
	next
}

/^P[0-9]\(/ {
	thread = substr($0, 2, 1)
	parameters = $0
	sub(/^P[0-9]\(/, "", parameters)
	sub(/\)$/, "", parameters)
	declare(parameters)
	body = body "\tvoid p" thread "()\n"
	threads = thread + 1
	next
}

/^exists/ {
	part = "exists"
	sub(/^exists/, "")
}
part == "exists" {
	exists = exists $0
	next
}

# A declaration of a register; all of them are members.
/^\tint r[0-9];$/ || /^$/ { next }
{ body = body "\t" numbered(registers($0)) "\n" }

END {
	finish()
	print "const struct litmus litmus_tests[] = {"
	for (i = 1; i <= tests; i++)
		printf "\t{ \"%s\", %s_barriers, rl::simulate<%s> },\n", names[i], id(names[i]), id(names[i])
	printf "};\nconst int litmus_count = %d;\n", tests
}

function wrong(why)
{
	print FILENAME ":" FNR ": a litmus test " why >"/dev/stderr"
	exit 1
}

function id(of)
{
	gsub(/[^A-Za-z0-9]/, "_", of)
	return "test_" of
}

# "int *x, atomic_t *y": variables of the test.
function declare(list,   part_of, count, i)
{
	count = split(list, part_of, /, */)
	for (i = 1; i <= count; i++) {
		sub(/^.*\*/, "", part_of[i])
		variables[part_of[i]] = 1
	}
}

function registers(line,   out)
{
	while (match(line, /[^A-Za-z0-9_]r[0-9]/)) {
		out = out substr(line, 1, RSTART) "r[" thread "][" substr(line, RSTART + 2, 1) "]"
		line = substr(line, RSTART + RLENGTH)
	}
	return out line
}

function numbered(line,   out, call)
{
	while (match(line, "(" orders ")\\(")) {
		call = substr(line, RSTART, RLENGTH - 1)
		barriers[++count_of_barriers] = call " of P" thread
		out = out substr(line, 1, RSTART + RLENGTH - 1) count_of_barriers
		line = substr(line, RSTART + RLENGTH)
		if (line !~ /^\)/)
			out = out ", "
	}
	return out line
}

function condition(text,   out, variable)
{
	gsub(/\/\\/, "\\&\\&", text)
	gsub(/\\\//, "||", text)
	for (variable in variables)
		gsub("\\(" variable "=", "(READ_ONCE(" variable ") == ", text)
	while (match(text, /[0-9]:r[0-9]=/)) {
		out = out substr(text, 1, RSTART - 1) "r[" substr(text, RSTART, 1) "][" \
			substr(text, RSTART + 3, 1) "] == "
		text = substr(text, RSTART + RLENGTH)
	}
	return out text
}

function finish(   variable, i, type, values, value, count)
{
	if (name == "")
		return
	if (exists == "" || !threads)
		wrong("has threads and ends with \"exists\"")
	type = id(name)
	printf "\nstruct %s : rl::test_suite<%s, %d> {\n", type, type, threads
	print "\tint r[LITMUS_THREADS][LITMUS_REGISTERS];"
	for (variable in variables)
		printf "\t%s %s;\n", body ~ "[\t ]\\*" variable "[^A-Za-z0-9_]" ? \
			"plain" : "marked", variable
	print "\n\tvoid before()\n\t{"
	for (variable in variables)
		printf "\t\tWRITE_ONCE(%s, 0);\n", variable
	count = split(initial, values, ";")
	for (i = 1; i <= count; i++) {
		if (split(values[i], value, "=") == 2)
			printf "\t\tWRITE_ONCE(%s, %s);\n", value[1], value[2]
	}
	print "\t\tmemset(r, 0, sizeof(r));\n\t}\n\n" body
	print "\tvoid thread(unsigned int index)\n\t{"
	for (i = 0; i < threads; i++)
		printf "\t\tif (index == %d)\n\t\t\tp%d();\n", i, i
	printf "\t}\n\n\tvoid after()\n\t{\n\t\tRL_ASSERT(!(%s));\n\t}\n};\n", condition(exists)
	printf "static const char *const %s_barriers[] = {\n", type
	for (i = 1; i <= count_of_barriers; i++)
		printf "\t\"%s\",\n", barriers[i]
	print "\tNULL\n};"
	split("", variables)
	name = initial = body = exists = ""
	threads = count_of_barriers = 0
}

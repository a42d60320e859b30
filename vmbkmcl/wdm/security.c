// SPDX-License-Identifier: GPL-2.0-only
/*
 * security.c - who may open a device: a security descriptor as a node's mode.
 *
 * The language is [MS-DTYP] 2.5.1. Of a descriptor the access control list, behind
 * "D:", counts: its entries grant or deny rights, the first that speaks of a right
 * decides.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/security.h>

#include "../compat/export.h"
#include "wdm.h"

#define MAY_READ_NODE	4
#define MAY_WRITE_NODE	2
#define MAY_ALL		(MAY_READ_NODE | MAY_WRITE_NODE)

const UNICODE_STRING SDDL_DEVOBJ_KERNEL_ONLY =
	RTL_CONSTANT_STRING(L"D:P");
VMBKMCL_EXPORT(SDDL_DEVOBJ_KERNEL_ONLY);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_ALL =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GA;;;BA)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_ALL);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RX =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GRGX;;;BA)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_RX);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)(A;;GR;;;RC)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGW;;;WD)(A;;GR;;;RC)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R);

const UNICODE_STRING SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX =
	RTL_CONSTANT_STRING(L"D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGWGX;;;WD)(A;;GRGWGX;;;RC)");
VMBKMCL_EXPORT(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX);

/* Rights that have two letters; those that a node's mode has nothing to do with: 0. */
static const struct {
	char letters[3];
	unsigned char rights;
} sddl_rights[] = {
	{ "GA", MAY_ALL }, { "GR", MAY_READ_NODE }, { "GW", MAY_WRITE_NODE }, { "GX", 0 },
	{ "FA", MAY_ALL }, { "FR", MAY_READ_NODE }, { "FW", MAY_WRITE_NODE }, { "FX", 0 },
	{ "CC", MAY_READ_NODE }, { "DC", MAY_WRITE_NODE },
	{ "LC", 0 }, { "SW", 0 }, { "RP", 0 }, { "WP", 0 }, { "DT", 0 }, { "LO", 0 },
	{ "CR", 0 }, { "RC", 0 }, { "SD", 0 }, { "WD", 0 }, { "WO", 0 },
	{ "KA", 0 }, { "KR", 0 }, { "KW", 0 }, { "KX", 0 },
};

/* Whom an entry is about. */
enum sddl_who {
	SDDL_ROOT,
	SDDL_ALL,
	SDDL_PART_OF_ALL,
	SDDL_UNKNOWN,
};

static const struct {
	const char *sid;
	enum sddl_who who;
} sddl_sids[] = {
	{ "SY", SDDL_ROOT }, { "BA", SDDL_ROOT }, { "S-1-5-18", SDDL_ROOT },
	{ "S-1-5-32-544", SDDL_ROOT },
	{ "WD", SDDL_ALL }, { "AU", SDDL_ALL }, { "BU", SDDL_ALL }, { "IU", SDDL_ALL },
	{ "S-1-1-0", SDDL_ALL }, { "S-1-5-11", SDDL_ALL }, { "S-1-5-32-545", SDDL_ALL },
	/* Restrictions of a process, which do not exist here. */
	{ "RC", SDDL_PART_OF_ALL }, { "WR", SDDL_PART_OF_ALL }, { "AC", SDDL_PART_OF_ALL },
};

/**
 * struct sddl_rights_of - the rights of root, or of all others
 * @granted: decided: they have them
 * @denied: decided: they do not have them
 */
struct sddl_rights_of {
	unsigned int granted;
	unsigned int denied;
};

/**
 * struct sddl - what is known of a descriptor so far
 * @root: of the owner
 * @others: of all others
 * @has_list: it has an access control list; without one everybody has all rights
 */
struct sddl {
	struct sddl_rights_of root;
	struct sddl_rights_of others;
	bool has_list;
};

static enum sddl_who sddl_who(const char *sid)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sddl_sids); i++) {
		if (!strcasecmp(sddl_sids[i].sid, sid))
			return sddl_sids[i].who;
	}
	return SDDL_UNKNOWN;
}

/* Rights as a number, by Windows' bits. */
static int sddl_number(const char *text)
{
	unsigned int bits;

	if (kstrtouint(text, 16, &bits))
		return -EINVAL;
	if (bits & 0x10000000)
		return MAY_ALL;
	return (bits & 0x80000001 ? MAY_READ_NODE : 0) |
	       (bits & 0x40000002 ? MAY_WRITE_NODE : 0);
}

static int sddl_letters(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sddl_rights); i++) {
		if (!strncasecmp(sddl_rights[i].letters, text, 2))
			return sddl_rights[i].rights;
	}
	return -EINVAL;
}

static int sddl_parse_rights(const char *text)
{
	int found, rights = 0;

	if (!strncasecmp(text, "0x", 2))
		return sddl_number(text);
	for (; *text; text += 2) {
		found = sddl_letters(text);
		if (found < 0)
			return found;
		rights |= found;
	}
	return rights;
}

static void sddl_decide(struct sddl_rights_of *of, unsigned int rights, bool grant)
{
	rights &= ~(of->granted | of->denied);
	if (grant)
		of->granted |= rights;
	else
		of->denied |= rights;
}

static void sddl_apply(struct sddl *sddl, const char *sid, unsigned int rights, bool grant)
{
	enum sddl_who who = sddl_who(sid);

	if (who == SDDL_ROOT || who == SDDL_ALL)
		sddl_decide(&sddl->root, rights, grant);
	if (who == SDDL_ALL || (who != SDDL_ROOT && !grant))
		sddl_decide(&sddl->others, rights, grant);
	if (who == SDDL_UNKNOWN)
		pr_info_once("a security descriptor names %s, which has no counterpart on Linux: %s\n",
			     sid, grant ? "the right is not granted" :
			     "the right is denied to all but root");
}

/* What an entry's flags may say: who inherits it, or what is written to a log. */
static const char sddl_flags[][3] = { "CI", "OI", "NP", "IO", "ID", "SA", "FA" };

/* Whether an entry is only for what inherits it, or an error. */
static int sddl_inherit_only(const char *text)
{
	int inherit_only = 0;
	size_t i;

	for (; *text; text += 2) {
		for (i = 0; i < ARRAY_SIZE(sddl_flags); i++) {
			if (!strncasecmp(sddl_flags[i], text, 2))
				break;
		}
		if (i == ARRAY_SIZE(sddl_flags))
			return -EINVAL;
		inherit_only |= !strncasecmp(text, "IO", 2);
	}
	return inherit_only;
}

/* One entry, "type;flags;rights;object;inherited;sid". */
static int sddl_parse_entry(struct sddl *sddl, char *entry)
{
	char *fields[6];
	unsigned int i;
	int rights, skip;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		fields[i] = strsep(&entry, ";");
		if (!fields[i])
			return -EINVAL;
	}
	rights = sddl_parse_rights(strim(fields[2]));
	skip = sddl_inherit_only(strim(fields[1]));
	if (entry || rights < 0 || skip < 0)
		return -EINVAL;
	if (skip)
		return 0;
	if (!strcasecmp(fields[0], "A"))
		sddl_apply(sddl, strim(fields[5]), rights, true);
	else if (!strcasecmp(fields[0], "D"))
		sddl_apply(sddl, strim(fields[5]), rights, false);
	else
		return -EINVAL;
	return 0;
}

/* The entries behind "D:" and its flags, up to the next part. */
static int sddl_parse_list(struct sddl *sddl, char *list)
{
	char *entry, *end;
	int error = 0;

	sddl->has_list = true;
	list += strspn(list, "PARIparidg ");
	while (*list == '(' && !error) {
		entry = list + 1;
		end = strchr(entry, ')');
		if (!end)
			return -EINVAL;
		*end = 0;
		list = skip_spaces(end + 1);
		error = sddl_parse_entry(sddl, entry);
	}
	if (!error && *list && strncasecmp(list, "S:", 2))
		error = -EINVAL;
	return error;
}

static char *sddl_find_list(char *text)
{
	char *part = strpbrk(text, "Dd");

	while (part && part[1] != ':')
		part = strpbrk(part + 1, "Dd");
	return part;
}

static int sddl_parse(struct sddl *sddl, char *text)
{
	char *list = sddl_find_list(text);

	/* It begins with one of its parts: owner, group or one of the two lists. */
	if (!strchr("OGDSogds", *text) || !*text || text[1] != ':')
		return -EINVAL;
	return list ? sddl_parse_list(sddl, list + 2) : 0;
}

static umode_t sddl_mode(const struct sddl *sddl)
{
	if (!sddl->has_list)
		return 0666;
	return sddl->root.granted << 6 | sddl->others.granted << 3 | sddl->others.granted;
}

static NTSTATUS security_mode(PCUNICODE_STRING text, umode_t *mode)
{
	struct sddl sddl = { };
	ANSI_STRING ansi;
	NTSTATUS status;

	status = RtlUnicodeStringToAnsiString(&ansi, text, TRUE);
	if (!NT_SUCCESS(status))
		return status;
	if (sddl_parse(&sddl, ansi.Buffer))
		status = STATUS_INVALID_PARAMETER;
	else
		*mode = sddl_mode(&sddl);
	RtlFreeAnsiString(&ansi);
	return status;
}

NTSTATUS IoCreateDeviceSecure(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
			      PUNICODE_STRING DeviceName, DEVICE_TYPE DeviceType,
			      ULONG DeviceCharacteristics, BOOLEAN Exclusive,
			      PCUNICODE_STRING DefaultSDDLString,
			      const GUID *DeviceClassGuid,
			      PDEVICE_OBJECT *DeviceObject)
{
	NTSTATUS status;
	umode_t mode;

	might_sleep();
	status = security_mode(DefaultSDDLString, &mode);
	if (NT_SUCCESS(status))
		status = IoCreateDevice(DriverObject, DeviceExtensionSize, DeviceName,
					DeviceType, DeviceCharacteristics, Exclusive,
					DeviceObject);
	if (NT_SUCCESS(status))
		vmbkmcl_wdm_device(*DeviceObject)->mode = mode;
	return status;
}
VMBKMCL_EXPORT(IoCreateDeviceSecure);

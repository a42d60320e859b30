// SPDX-License-Identifier: GPL-2.0-only
/* trace.c - one line for each message and signal. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "guid.h"
#include "host.h"

#define LINE_MAX_LEN 320

void trace_line(struct vmbhost *host, const char *format, ...)
{
	char line[LINE_MAX_LEN];
	va_list args;
	int n;

	n = snprintf(line, sizeof(line), "%6" PRIu64 ".%06" PRIu64 " ",
		     host->now / 1000000000, host->now / 1000 % 1000000);
	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - n, format, args);
	va_end(args);
	host->ops.trace(host->ctx, line);
}

static void print_offer(const struct msg_offer *m, char *to, size_t size)
{
	char type[GUID_TEXT], instance[GUID_TEXT];

	snprintf(to, size,
		 " relid=%u sub=%u type=%s instance=%s connection=0x%x flags=0x%x mmio=%u",
		 m->relid, m->subchannel, guid_text(&m->type, type),
		 guid_text(&m->instance, instance), m->connection, m->flags,
		 m->mmio_megabytes);
}

static void print_contact(const struct msg_initiate_contact *m, char *to,
			  size_t size)
{
	snprintf(to, size, " version=%u.%u vp=%u sint=%u features=0x%x",
		 m->version >> 16, m->version & 0xffff, m->target_vp, m->sint,
		 m->features);
}

/* The fields that matter, of a message that is long enough to have them. */
static void print_fields(u32 type, const void *message, char *to, size_t size)
{
	const struct msg_open *open = message;
	const struct msg_open_result *result = message;
	const struct msg_gpadl_header *gpadl = message;
	const struct msg_gpadl_body *body = message;
	const struct msg_gpadl_created *created = message;
	const struct msg_version_response *version = message;
	const struct msg_modify *modify = message;

	switch (type) {
	case MSG_OFFER:
		print_offer(message, to, size);
		break;
	case MSG_INITIATE_CONTACT:
		print_contact(message, to, size);
		break;
	case MSG_VERSION_RESPONSE:
		snprintf(to, size, " supported=%u state=%u connection=%u",
			 version->supported, version->state,
			 version->connection);
		break;
	case MSG_OPEN:
		snprintf(to, size, " openid=%u gpadl=0x%x vp=%u downstream=%u",
			 open->openid, open->gpadl, open->target_vp,
			 open->downstream_page);
		break;
	case MSG_OPEN_RESULT:
		snprintf(to, size, " openid=%u status=0x%x", result->openid,
			 result->status);
		break;
	case MSG_GPADL_HEADER:
		snprintf(to, size, " gpadl=0x%x ranges=%u bytes=%u",
			 gpadl->gpadl, gpadl->count, gpadl->length);
		break;
	case MSG_GPADL_BODY:
		snprintf(to, size, " gpadl=0x%x number=%u", body->gpadl,
			 body->number);
		break;
	case MSG_GPADL_CREATED:
		snprintf(to, size, " gpadl=0x%x status=0x%x", created->gpadl,
			 created->status);
		break;
	case MSG_GPADL_TEARDOWN:
		snprintf(to, size, " gpadl=0x%x", created->gpadl);
		break;
	case MSG_GPADL_TORNDOWN:
		snprintf(to, size, " gpadl=0x%x", created->relid);
		break;
	case MSG_MODIFY:
		snprintf(to, size, " vp=%u", modify->target_vp);
		break;
	case MSG_MODIFY_RESPONSE:
		snprintf(to, size, " status=0x%x", modify->target_vp);
		break;
	}
}

void trace_message(struct vmbhost *host, const char *way,
		   const void *message, u32 len)
{
	const struct msg_relid *relid = message;
	const struct message_info *info;
	char fields[240] = "", where[24] = "";
	u32 type;

	if (!host->ops.trace)
		return;
	if (len < sizeof(struct msg_header)) {
		trace_line(host, "%s short message, %u bytes", way, len);
		return;
	}
	memcpy(&type, message, sizeof(type));
	info = message_info(type);
	if (!info || len < info->size) {
		trace_line(host, "%s %s (%u), %u bytes", way,
			   message_name(type), type, len);
		return;
	}
	if (info->relid)
		snprintf(where, sizeof(where), " relid=%u", relid->relid);
	print_fields(type, message, fields, sizeof(fields));
	trace_line(host, "%s %s%s%s", way, info->name, where, fields);
}

// SPDX-License-Identifier: GPL-2.0-only
/* device.c - the list of kinds, and the functions that all devices share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

const struct device_ops *const device_kinds[] = {
	&heartbeat_ops, &timesync_ops, &shutdown_ops, &balloon_ops,
	&kmcltest_ops, NULL,
};

struct device *device_add(struct vmbhost *host, const struct device *template)
{
	struct device *device = xcalloc(1, sizeof(*device));

	*device = *template;
	device->host = host;
	device->next = NULL;
	*host->devices_tail = device;
	host->devices_tail = &device->next;
	device->channels = channel_new(device, 0);
	channel_offer(device->channels);
	return device;
}

struct device *device_find(const struct vmbhost *host, const char *name)
{
	struct device *device = host->devices;

	while (device && strcmp(device->name, name))
		device = device->next;
	return device;
}

void device_drop_subchannels(struct device *device)
{
	struct channel *sub, *next;

	for (sub = device->channels->next; sub; sub = next) {
		next = sub->next;
		channel_free(sub);
	}
	device->channels->next = NULL;
}

void device_free(struct device *device)
{
	device_drop_subchannels(device);
	channel_free(device->channels);
	if (device->ops->free)
		device->ops->free(device);
	free(device);
}

bool option_next(char **options, char **key, char **value)
{
	char *at = *options, *end;

	if (!at || !*at)
		return false;
	end = strchr(at, ',');
	if (end)
		*end++ = 0;
	*options = end;
	*key = at;
	*value = strchr(at, '=');
	if (*value)
		*(*value)++ = 0;
	return true;
}

int option_number(const char *key, const char *value, u64 min, u64 max,
		  u64 *number, char *error, size_t size)
{
	char *end;

	errno = 0;
	if (value && *value && *value != '-') {
		*number = strtoull(value, &end, 0);
		if (!errno && !*end && *number >= min && *number <= max)
			return 0;
	}
	snprintf(error, size, "%s needs a number from %llu to %llu", key,
		 (unsigned long long)min, (unsigned long long)max);
	return -1;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - vmbhost: a small virtual machine monitor that is a VMBus host.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "machine.h"

static void machine_open_files(struct machine *m)
{
	const struct options *options = m->options;

	m->console = output_open(options->console);
	m->result = output_open(options->result);
	m->trace = options->trace ? output_open(options->trace) : NULL;
	m->com[0] = serial_new(m, IRQ_COM1, m->console);
	m->com[1] = serial_new(m, IRQ_COM2, m->result);
	m->disk = disk_open(m, options->disk);
}

static void machine_create(struct machine *m)
{
	unsigned int i;

	pthread_mutex_init(&m->core_lock, NULL);
	pthread_mutex_init(&m->device_lock, NULL);
	machine_open_files(m);
	loop_init(m);
	host_init(m);
	vm_create(m);
	for (i = 0; i < m->options->cpus; i++)
		vcpu_create(m, i);
	clock_init(m);
	boot_load(m);
	acpi_build(m);
	boot_vcpu_init(&m->vcpus[0]);
}

/* Signals that end the program are the main thread's. */
static void machine_start(struct machine *m)
{
	sigset_t blocked, before;
	unsigned int i;

	sigfillset(&blocked);
	sigdelset(&blocked, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &blocked, &before);
	serve_start(m);
	for (i = 0; i < m->options->cpus; i++)
		vcpu_start(&m->vcpus[i]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void machine_report(struct machine *m)
{
	if (m->status == STATUS_PASS && !host_expectations_met(m))
		m->status = STATUS_FAIL;
	if (m->reason[0])
		say("%s", m->reason);
	else if (m->status == STATUS_PASS && !m->options->quiet)
		say("passed");
	if (m->status == STATUS_TIMEOUT || m->status == STATUS_RESET)
		vcpu_dump_all(m);
	if (m->status == STATUS_TIMEOUT || !m->options->quiet)
		host_dump(m);
}

static void machine_destroy(struct machine *m)
{
	host_destroy(m);
	vm_destroy(m);
	close(m->timer_fd);
	close(m->end_fd);
	disk_close(m->disk);
	serial_free(m->com[0]);
	serial_free(m->com[1]);
	output_close(m->console);
	output_close(m->result);
	output_close(m->trace);
	pthread_mutex_destroy(&m->device_lock);
	pthread_mutex_destroy(&m->core_lock);
}

int main(int argc, char **argv)
{
	static struct options options;
	static struct machine machine = { .options = &options };
	int status;

	options_parse(&options, argc, argv);
	if (options.send)
		return command_send(options.command_socket, options.send);
	machine_create(&machine);
	machine_start(&machine);
	loop_run(&machine);
	vcpu_stop_all(&machine);
	serve_stop(&machine);
	loop_destroy(&machine);
	machine_report(&machine);
	status = machine.status;
	machine_destroy(&machine);
	return status;
}

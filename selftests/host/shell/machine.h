/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - the interfaces between the parts of the KVM shell.
 *
 * One process runs one machine.  Every virtual processor has a thread of its
 * own; the main thread runs the event loop (timers, keyboard, signals, command
 * socket).  The protocol core is entered only through host.c, which holds its
 * mutex.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <linux/kvm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../vmbhost.h"
#include "arch.h"
#include "options.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define PAGE_BYTES	4096u
#define VCPUS_MAX	8
#define RAMS		2
#define SINTS		16
#define WHERE_BYTES	160		/* enough for arch_vcpu_where() */

/**
 * enum exit_status - what the process ends with
 */
enum exit_status {
	STATUS_PASS	= 0,
	STATUS_FAIL	= 1,	/* the guest's verdict, or no valid verdict */
	STATUS_HOST	= 2,	/* wrong usage, or an error of the host */
	STATUS_RESET	= 3,	/* reset or panicked without a verdict */
	STATUS_POWEROFF	= 4,	/* powered off without a verdict */
	STATUS_TIMEOUT	= 5,
};

struct disk;
struct machine;
struct output;
struct serial;
struct server;

/**
 * struct synic - the synthetic interrupt controller of one processor
 * @control: HV_X64_MSR_SCONTROL
 * @simp: message page register
 * @siefp: event flag page register
 * @sint: interrupt source registers
 *
 * Written by guest MSR writes and read by deliveries, all under
 * machine.core_lock.
 */
struct synic {
	uint64_t control;
	uint64_t simp;
	uint64_t siefp;
	uint64_t sint[SINTS];
};

/**
 * struct vcpu - a virtual processor
 * @machine: the machine it belongs to
 * @index: its VP index and its number to the interrupt controller alike
 * @fd: KVM's file descriptor
 * @run: KVM's shared area; owned by @thread, but immediate_exit is set by others
 * @thread: runs it
 * @started: @thread exists
 * @synic: protected by machine.core_lock
 * @arch: what only this kind of processor has
 */
struct vcpu {
	struct machine *machine;
	unsigned int index;
	int fd;
	struct kvm_run *run;
	pthread_t thread;
	bool started;
	struct synic synic;
	struct arch_vcpu arch;
};

/**
 * struct ram - a stretch of guest memory
 * @shared: what appears above the boundary; @hva unless isolation.memory is other
 * @is_shared: of each page, whether its contents are in @shared; NULL if that is @hva;
 *	atomic
 */
struct ram {
	uint64_t gpa;
	uint64_t size;
	uint8_t *hva;
	uint8_t *shared;
	atomic_bool *is_shared;
};

/**
 * struct partition - Hyper-V state of the whole guest, under machine.core_lock
 * @os_id: guest OS identity
 * @crash: crash parameters P0 to P4
 */
struct partition {
	uint64_t os_id;
	uint64_t crash[5];
};

/**
 * struct machine - the virtual machine and its host
 * @options: the command line; constant after start
 * @kvm_fd: /dev/kvm
 * @vm_fd: the virtual machine
 * @vcpu_run_size: size of the area shared with KVM
 * @ram: guest memory; constant after start
 * @rams: entries of @ram
 * @vcpus: processors; @options->cpus of them
 * @core: the protocol core; protected by @core_lock
 * @core_lock: taken around every call of @core, which may call back into
 *	synic.c; nothing that blocks is done under it
 * @core_due: time for which @timer_fd is set; protected by @core_lock
 * @server: serves signals, or NULL; constant while processors run
 * @partition: protected by @core_lock
 * @mistakes_shown: lines already printed about the guest's mistakes;
 *	protected by @core_lock
 * @clock_base: CLOCK_MONOTONIC when the machine was created
 * @device_lock: serial ports and clock
 * @disk: the disk
 * @com: the serial ports; the contents are protected by @device_lock
 * @console: output of COM1
 * @result: output of COM2
 * @trace: trace file or NULL; protected by @core_lock
 * @timer_fd: the core's next deadline
 * @end_fd: becomes readable when the run has ended
 * @ended: the first end has been recorded
 * @ending: set once @status and @reason are valid
 * @status: enum exit_status, or 128 + the signal that ended it
 * @reason: why it ended, or an empty string
 * @arch: what only this kind of machine has
 */
struct machine {
	const struct options *options;
	int kvm_fd;
	int vm_fd;
	size_t vcpu_run_size;
	struct ram ram[RAMS];
	unsigned int rams;
	struct vcpu vcpus[VCPUS_MAX];

	struct vmbhost *core;
	pthread_mutex_t core_lock;
	uint64_t core_due;
	struct server *server;
	struct partition partition;
	unsigned int mistakes_shown;

	uint64_t clock_base;

	pthread_mutex_t device_lock;
	struct disk *disk;
	struct serial *com[2];
	struct output *console;
	struct output *result;
	struct output *trace;

	int timer_fd;
	int end_fd;
	atomic_bool ended;
	atomic_bool ending;
	int status;
	char reason[256];

	struct arch_machine arch;
};

/* report.c: messages on standard error */

/* Print "vmbhost: ..." on standard error. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, then end the process with STATUS_HOST; only before the machine runs. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
/* die() with the text of errno. */
void die_errno(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* vm.c: the virtual machine and its memory */

void vm_create(struct machine *m);
/* Give it memory; from arch_vm_init(). */
void vm_add_ram(struct machine *m, uint64_t gpa, uint64_t size);
void vm_destroy(struct machine *m);
/* Address of guest memory [@gpa, @gpa + @len), NULL unless all of it is RAM. */
void *vm_gpa(struct machine *m, uint64_t gpa, uint64_t len);
/*
 * End the run.  The first caller decides how; safe from any thread and under
 * any lock.
 */
void vm_end(struct machine *m, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* vcpu.c: processors */

void vcpu_create(struct machine *m, unsigned int index);
void vcpu_start(struct vcpu *vcpu);
/* Make it return to user space, now or when it next runs. */
void vcpu_kick(struct vcpu *vcpu);
/* Make every processor return to user space and its thread end. */
void vcpu_stop_all(struct machine *m);
/* A line per processor on standard error: where it is. Only when stopped. */
void vcpu_dump_all(struct machine *m);
/* It accessed memory that is no RAM: one of the devices that every machine has there. */
void vcpu_exit_mmio(struct vcpu *vcpu);

/* partition.c: Hyper-V's registers; false: no such. Callers hold core_lock. */

bool partition_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value);
bool partition_write(struct vcpu *vcpu, uint32_t msr, uint64_t value);

/* synic.c: the core's way into a processor; callers hold core_lock. */

/* Every source masked, as after a reset. */
void synic_init(struct vcpu *vcpu);
bool synic_msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value);
bool synic_msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value);
bool synic_post(struct machine *m, uint32_t vp, uint32_t sint,
		const void *payload, uint32_t len);
void synic_event(struct machine *m, uint32_t vp, uint32_t sint, uint32_t flag);

/* isolation.c: a guest whose memory the host's side sees only where it is shared */

/* The address from which on shared memory appears; 0 if nowhere. */
uint64_t isolation_boundary(const struct machine *m);
/*
 * Memory for the hypervisor, whom an isolated guest trusts: whichever address the guest
 * names the page by, the side that it is on. NULL: no memory, or pages of both sides.
 * Callers hold core_lock as long as they use it: another processor may have the page
 * change sides.
 */
void *isolation_present(struct machine *m, uint64_t gpa, uint64_t len);
/* Copy from there, without core_lock. False: no memory. */
bool isolation_read(struct machine *m, uint64_t gpa, void *to, uint64_t len);
/* Have @ram, in KVM's slot @slot, appear a second time there, in slot RAMS + @slot. */
void isolation_add_ram(struct machine *m, struct ram *ram, uint32_t slot);
void isolation_free_ram(struct ram *ram);
/* See struct vmbhost_ops. */
void isolation_visible(struct machine *m, uint64_t gpa, bool visible);
/* HvCallModifySparseGpaPageHostVisibility: the result, with the repetitions done. */
uint64_t isolation_call(struct machine *m, uint64_t control, uint64_t gpa);
/* Could this processor not run because the guest used a page's wrong side? Says so. */
bool isolation_violated(struct vcpu *vcpu);

/* hypercall.c */

/* Make the call that @control and @input describe; what it returns. */
uint64_t hypercall_exec(struct machine *m, uint64_t control, uint64_t input);

/* clock.c: one time for the core and the guest's reference counter */

void clock_init(struct machine *m);
/* Nanoseconds since the machine was created. */
uint64_t clock_now(const struct machine *m);
/* Nanoseconds since 1970. */
uint64_t clock_utc(void);
/* The guest's reference counter, units of 100 ns. */
uint64_t clock_reference(const struct machine *m);

/* host.c: the protocol core and its lock */

void host_init(struct machine *m);
void host_destroy(struct machine *m);
uint16_t host_post(struct machine *m, uint32_t connection, uint32_t type,
		   const void *payload, uint32_t len);
uint16_t host_signal(struct machine *m, uint32_t connection, uint16_t flag);
uint16_t host_visibility(struct machine *m, const uint64_t *pfns, uint32_t count,
			 bool visible, uint32_t *done);
/* The core's deadline has come. */
void host_run(struct machine *m);
/* @vp may now be able to take a message; the caller holds core_lock. */
void host_eom_locked(struct machine *m, uint32_t vp);
int host_command(struct machine *m, const char *command, char *error, size_t size);
void host_dump(struct machine *m);
bool host_counter(struct machine *m, const char *device, const char *counter,
		  uint64_t *value);
/* The --expect options: false, after saying so, if one is not met. */
bool host_expectations_met(struct machine *m);

/* serve.c: when signals are served. No lock is held. */

void serve_start(struct machine *m);
/* Processors have stopped; what has not been served is lost. */
void serve_stop(struct machine *m);
/* Serve a signal, or leave that to the thread. A hypercall status. */
uint16_t serve_signal(struct machine *m, uint32_t connection, uint16_t flag);

/* acpi.c */

void acpi_build(struct machine *m);

/* guest_end.c: ways in which a guest ends its run */

void guest_verdict(struct machine *m, uint8_t byte);
void guest_power_off(struct machine *m);
void guest_reset(struct machine *m);

/* com.c: the serial ports, as the guest accesses them */

uint8_t com_read(struct machine *m, unsigned int com, unsigned int reg);
void com_write(struct machine *m, unsigned int com, unsigned int reg, uint8_t value);

/* disk.c: a disk. No lock is held; an isolated guest's it serves under core_lock. */

/* With the contents of @path, which may be NULL: then the machine has none. */
struct disk *disk_open(struct machine *m, const char *path);
void disk_close(struct disk *disk);
/* Access its registers; false if @gpa is none of them. */
bool disk_mmio(struct disk *disk, uint64_t gpa, uint8_t *data, uint32_t len, bool write);

/* serial.c: a 16550A; callers hold device_lock except in new and free. */

struct serial *serial_new(struct machine *m, unsigned int irq, struct output *out);
void serial_free(struct serial *serial);
uint8_t serial_read(struct serial *serial, unsigned int reg);
void serial_write(struct serial *serial, unsigned int reg, uint8_t value);
/* The bytes of input that there is room for, and giving it input. */
size_t serial_room(const struct serial *serial);
void serial_input(struct serial *serial, const uint8_t *bytes, size_t count);
/*
 * The command in the line that @value, just written to @reg, ended: one that
 * read "# vmbhost COMMAND".  False if there is none.  Valid until the next write.
 */
bool serial_command(struct serial *serial, unsigned int reg, uint8_t value,
		    const char **command);

/* output.c: a file written a line at a time */

/* @path "-" is standard output, NULL discards. */
struct output *output_open(const char *path);
void output_close(struct output *out);
void output_byte(struct output *out, uint8_t byte);
void output_line(struct output *out, const char *line);
void output_flush(struct output *out);

/* command.c: commands, from a socket or from the guest */

/* Carry out @line, and put the answer where the guest reads it. No lock held. */
void command_from_guest(struct machine *m, struct serial *serial, const char *line);

struct command_socket;
struct pollfd;
#define COMMAND_FDS 5
struct command_socket *command_open(struct machine *m, const char *path);
void command_close(struct command_socket *socket);
/* Send @line to a machine that listens at @path; an exit status. */
int command_send(const char *path, const char *line);
/* Fill in at most COMMAND_FDS entries; later, act on what poll() said of them. */
unsigned int command_poll_prepare(struct command_socket *socket, struct pollfd *fds);
void command_poll_done(struct command_socket *socket, const struct pollfd *fds,
		       unsigned int count);

/* loop.c: the main thread's event loop; returns when the run has ended. */

void loop_init(struct machine *m);
void loop_run(struct machine *m);
void loop_destroy(struct machine *m);

/*
 * What the folder of each kind of processor has, x86/ or arm64/.
 */

/**
 * struct needed_cap - a capability of KVM's that the shell needs
 */
struct needed_cap {
	int cap;
	const char *name;
};

/* Those of this kind of machine; one without a name ends the list. */
extern const struct needed_cap arch_caps[];
/* The virtual machine is new: give it interrupts, memory and what else it needs. */
void arch_vm_init(struct machine *m);

void arch_vcpu_init(struct vcpu *vcpu);
/* Let the guest run; the outcome of KVM_RUN, with errno. */
int arch_vcpu_run(struct vcpu *vcpu);
/* It ended for a reason that vcpu.c does not know; false if this does not either. */
bool arch_vcpu_exit(struct vcpu *vcpu);
/* Where it is: a few registers, by name. */
void arch_vcpu_where(struct vcpu *vcpu, char *text, size_t size);

/* boot.c: kernel and initramfs into memory, then the processor that enters them. */
void boot_load(struct machine *m);
void boot_vcpu_init(struct vcpu *vcpu);

/* irq.c: an interrupt line of the machine's; an interrupt of one processor's */
void irq_line_set(struct machine *m, unsigned int irq, bool level);
void irq_message(struct machine *m, unsigned int vp, uint8_t vector);

#endif /* MACHINE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* list.h - lists that a lock protects, and the one that needs none. */
#ifndef EXPLORE_KERNEL_LIST_H
#define EXPLORE_KERNEL_LIST_H

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_insert(struct list_head *node, struct list_head *prev,
			       struct list_head *next)
{
	if (prev->next != next || next->prev != prev)
		sched_fail("a list is corrupted");
	node->next = next;
	node->prev = prev;
	next->prev = node;
	prev->next = node;
}

static inline void list_add(struct list_head *node, struct list_head *head)
{
	list_insert(node, head, head->next);
}

static inline void list_add_tail(struct list_head *node, struct list_head *head)
{
	list_insert(node, head->prev, head);
}

static inline void list_del_init(struct list_head *node)
{
	if (node->next->prev != node || node->prev->next != node)
		sched_fail("a list is corrupted, or a node deleted twice");
	node->next->prev = node->prev;
	node->prev->next = node->next;
	INIT_LIST_HEAD(node);
}

/* Poisoned: to use it is an access to what is no memory. */
static inline void list_del(struct list_head *node)
{
	list_del_init(node);
	node->next = (void *)0x100;
	node->prev = (void *)0x122;
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

#define list_entry(node, type, member)	container_of(node, type, member)
#define list_first_entry(head, type, member) \
	list_entry((head)->next, type, member)
#define list_for_each_entry(each, head, member)				\
	for (each = list_entry((head)->next, typeof(*each), member);	\
	     &each->member != (head);					\
	     each = list_entry(each->member.next, typeof(*each), member))
#define list_for_each_entry_safe(each, after, head, member)		\
	for (each = list_entry((head)->next, typeof(*each), member),	\
	     after = list_entry(each->member.next, typeof(*each), member); \
	     &each->member != (head);					\
	     each = after,						\
	     after = list_entry(after->member.next, typeof(*each), member))

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	node->next = head->first;
	if (head->first)
		head->first->pprev = &node->next;
	head->first = node;
	node->pprev = &head->first;
}

static inline void hlist_del(struct hlist_node *node)
{
	if (*node->pprev != node)
		sched_fail("a hash chain is corrupted, or a node deleted twice");
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
	node->next = (void *)0x100;
	node->pprev = (void *)0x122;
}

#define hlist_entry_or_null(node, type, member) ({			\
	struct hlist_node *node_ = (node);				\
									\
	node_ ? container_of(node_, type, member) : NULL;		\
})
#define hlist_for_each_entry(each, head, member)			\
	for (each = hlist_entry_or_null((head)->first, typeof(*each), member); \
	     each;							\
	     each = hlist_entry_or_null(each->member.next, typeof(*each), member))
#define hlist_for_each_entry_safe(each, after, head, member)		\
	for (each = hlist_entry_or_null((head)->first, typeof(*each), member); \
	     each && ({ after = each->member.next; 1; });		\
	     each = hlist_entry_or_null(after, typeof(*each), member))

static inline void init_llist_head(struct llist_head *head)
{
	head->first = NULL;
}

static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	SCHED_POINT("llist_add");
	node->next = head->first;
	head->first = node;
	return !node->next;
}

static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	struct llist_node *first;

	SCHED_POINT("llist_del_all");
	first = head->first;
	head->first = NULL;
	return first;
}

static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *first;

	SCHED_POINT("llist_del_first");
	first = head->first;
	if (first)
		head->first = first->next;
	return first;
}

static inline struct llist_node *llist_reverse_order(struct llist_node *first)
{
	struct llist_node *reversed = NULL, *next;

	for (; first; first = next) {
		next = first->next;
		first->next = reversed;
		reversed = first;
	}
	return reversed;
}

#define llist_entry(node, type, member)	container_of(node, type, member)
#define llist_entry_or_null(node, type, member) ({			\
	struct llist_node *node_ = (node);				\
									\
	node_ ? llist_entry(node_, type, member) : NULL;		\
})
#define llist_for_each_entry_safe(each, after, first, member)		\
	for (each = llist_entry_or_null((first), typeof(*each), member); \
	     each && ({ after = llist_entry_or_null(each->member.next,	\
						    typeof(*each), member); 1; }); \
	     each = after)

#endif /* EXPLORE_KERNEL_LIST_H */

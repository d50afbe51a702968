/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user of a demonstration: holds the devices, reads what they show, answers what they ask. */
#ifndef DEMO_PERSON_H
#define DEMO_PERSON_H

#include "demo/lab.h"

enum {
	PRIMARY,
	SECONDARY,
	PERSON_DEVICES
}; /* or, where one takes the other's place, new and old */

/* A device in the user's hand. */
struct held_device {
	const char *name;
	struct actor *actor;
	char pairing[8];    /* the pairing code that it shows; "" for none */
	char question[256]; /* that it asks and waits with; "" for none */
	bool compared;      /* whether it was told how its code compares with the other's */
};

struct person {
	struct lab *lab;
	struct trail *trail;  /* what the user reads and types; NULL: none */
	const char *contract; /* what to say to the operator's contract: "accept", "decline" */
	struct held_device devices[PERSON_DEVICES];
};

/* Takes a device into the hand: a command of this program, whose words end with NULL. @lasting: it
 * runs until it is told to end. */
int person_takes(struct person *p, int which, const char *name, bool lasting,
		 const char *const *words);
/* Answers whatever is asked until the device ends by itself. Any exit status but 0 is a failure. */
int person_waits(struct person *p, int which);

#endif

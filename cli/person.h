/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person at this program's standard input and output. */
#ifndef CLI_PERSON_H
#define CLI_PERSON_H

#include "devices/person.h"

/* Tells on standard output, or the FILE that a copy has as its arg, line by line at once; asks
 * there, and reads answers from standard input, a terminal or not; an answer "@FILE" is the text of
 * a QR code in the image FILE. */
extern const struct person cli_person;

#endif

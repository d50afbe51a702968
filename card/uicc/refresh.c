/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/refresh.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "uicc/uicc.h"

/* 8.18: the number of files, and their paths from the MF one after the other. */
static bool file_list_valid(struct slice list)
{
	size_t files = 0;

	if (list.n < 3 || (list.n - 1) % 2 != 0 || be16(list.p + 1) != 0x3F00)
		return false;
	for (size_t i = 1; i < list.n; i += 2)
		files += be16(list.p + i) == 0x3F00;
	return files == list.p[0];
}

bool refresh_objects_fit(uint8_t mode, struct slice objects)
{
	struct ctlv list;
	int r = ctlv_find(objects, OBJECT_FILE_LIST, &list);

	if (r == 1 && !file_list_valid(list.value))
		return false;
	switch (mode) {
	case REFRESH_FCN:
	case REFRESH_NAA_INIT_FCN:
		return r == 1;
	case REFRESH_UICC_RESET:
	case REFRESH_NAA_INIT:
	case REFRESH_EUICC_PROFILE_STATE_CHANGE:
		return r == 0;
	default:
		return r >= 0 && mode <= REFRESH_APPLICATION_UPDATE;
	}
}

bool toolkit_supports_mode(const struct toolkit *t, enum refresh_mode mode)
{
	return proactive_permitted(t->profile, PROACTIVE_REFRESH, (uint8_t)mode);
}

bool toolkit_supports_refresh(const struct toolkit *t)
{
	return toolkit_supports_mode(t, REFRESH_UICC_RESET);
}

/* Who is told when the terminal has answered. */
struct refresh {
	struct softeuicc *card;
	void (*done)(struct softeuicc *card, bool success);
};

static void answered(void *arg, const struct softeuicc_response *response)
{
	struct refresh r = *(struct refresh *)arg;

	talloc_free(arg);
	if (r.done)
		r.done(r.card, response->performed);
}

int toolkit_refresh(struct softeuicc *card, enum refresh_mode mode,
		    void (*done)(struct softeuicc *card, bool success))
{
	struct softeuicc_command c = {
		.type = PROACTIVE_REFRESH, .qualifier = (uint8_t)mode, .done = answered};
	struct refresh *refresh;
	int r;

	if (!toolkit_supports_refresh(&card->uicc->toolkit))
		return -ENOTSUP;
	refresh = talloc(card->uicc, struct refresh);
	if (!refresh)
		return -ENOMEM;
	*refresh = (struct refresh){card, done};
	c.arg = refresh;
	r = toolkit_queue(card, NULL, &c);
	if (r < 0)
		talloc_free(refresh);
	return r;
}

#!/usr/bin/env bash
# Record the first meeting of the Working Group on Enhanced Cooperation, command by command.
#
#   bash record.sh [FILE]
#
# CONSENSUS_COMMAND says how the programme is called, if not as `consensus`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export CONSENSUS_FILE=${1:-wgec-2016-09-30.consensus} CONSENSUS_USER=secretariat
read -ra programme <<<"${CONSENSUS_COMMAND:-consensus}"
run() { "${programme[@]}" "$@" >/dev/null; }

# Before the meeting: who belongs to the group, and what is on the agenda.
export CONSENSUS_AT=2016-09-29T12:00+02:00
run init --title "Working Group on Enhanced Cooperation" \
  --parent "United Nations Commission on Science and Technology for Development"
run member import "$here/members.csv"
run meeting agenda add "goals and target dates to meet the request of the General Assembly (A/RES/70/125, paragraph 65)"
run meeting agenda add "methods of work"
run meeting agenda add "review of work and documents related to enhanced cooperation"
run meeting agenda add "proposals on topics and format of next meetings"
run meeting agenda add "proposed dates for next meetings"

# Paragraphs 1 to 3: the opening, and the chair.
export CONSENSUS_AT=2016-09-30T10:00+02:00
run meeting open "First meeting" --number 1 --forum plenary \
  --place "the Palais des Nations in Geneva, Switzerland" \
  --facility "remote participation" --facility "real-time transcription" \
  --opened-by "Ms. Shamika Sirimanne, Director of the UNCTAD Division on Technology and Logistics and Head of the CSTD secretariat"
run floor note "an [introductory presentation](http://unctad.org/meetings/en/Presentation/WGEC_2016_meeting1_IntroRemarks_en.pdf)" --kind presentation \
  --office "Mr. Peter Major, Acting Chair of the twentieth session of the CSTD"
run member office nominate chair "Ambassador Benedicto Fonseca of Brazil" --nominated-by "Mr. Major"
run member office approve NOM1

# Paragraph 4: goals and target dates.
export CONSENSUS_AT=2016-09-30T10:30+02:00
run meeting agenda open 1
run meeting proposal add "that, to fulfil its mandate of reporting to the twenty-first session of the Commission, it must complete its work by the end of January 2018, so that its report can become part of the annual report of the Commission to the Economic and Social Council, and can serve the annual report of the Secretary-General on the outcomes of the World Summit on the Information Society, as A/RES/70/125 requests"
run decision add PROP1 agreed
run plan milestone add "the completion of the work" 2018-01-31
run floor note "the lack of funding, which keeps representatives of developing countries and other stakeholders from attending in person" \
  --kind concern --voices 6
run floor note "the secretariat further its fund-raising efforts" --kind suggestion --remedy-for INT3
run floor note "where possible, future meetings be held back-to-back with the intersessional panels and the annual sessions of the CSTD, to make use of the travel support" \
  --kind suggestion --remedy-for INT3
run meeting agenda close

# Paragraph 5: methods of work.
export CONSENSUS_AT=2016-09-30T11:15+02:00
run meeting agenda open 2
run floor note "the methods of work of the first CSTD working group on enhanced cooperation^[2013-2014] should be followed in general" \
  --office chair
run floor note "he would promote an interactive dialogue between members and non-members, so that all relevant stakeholders are fully involved, as the General Assembly had called for" \
  --office chair
run floor note "members would get the floor in the order of their requests, whatever their stakeholder group and whether they take part in person or remotely, and observers after them in the order of their requests, time allowing" \
  --office chair
run meeting proposal add "to have a co-chair who represents the non-governmental stakeholders" --office chair
run floor note "this proposal" --kind "exchange of views" --on PROP2
run position sense PROP2 "the majority" object
run decision add PROP2 deferred --reason "the majority objected"
run floor note "it could be taken up again at a later stage, if found appropriate" \
  --kind suggestion --office chair --on PROP2
run meeting proposal add "to work in plenary rather than in break-out groups"
run position sense PROP3 most support
run meeting agenda close

# Paragraph 6: what has been done so far.
export CONSENSUS_AT=2016-09-30T15:00+02:00
run meeting agenda open 3
run floor note "the work done so far on enhanced cooperation, including the documents of the first working group (2013-2014)" \
  --kind "taking stock"
run floor note "ways and means to draw on this work" --kind "exchange of views"
run plan undertaking add "prepare a reference document, based on the [“Mapping of international Internet public policy issues”](http://unctad.org/meetings/en/SessionalDocuments/ecn162015crp2_en.pdf) (E/CN.16/2015/CRP.2), that separates factual information from more controversial text" \
  --owner chair --due "next meeting"
run floor note "the document could guide the Working Group, should it wish to work on selected topics at a later stage" \
  --office chair
run floor note "it could, in addition, hold those recommendations of the first working group on which [consensus had emerged](http://unctad.org/meetings/en/SessionalDocuments/CSTD_WGEC2013-14_DraftRecommend_en.pdf)" \
  --office chair
run meeting agenda close

# Paragraphs 7 to 9: the questions, other issues, and the replies.
export CONSENSUS_AT=2016-09-30T16:00+02:00
run meeting agenda open 4
run meeting proposal add "that two questions will guide the discussion at its next meeting"
run decision add PROP4 agreed
run contribution question add "What are the high-level characteristics of enhanced cooperation?"
run contribution question add "Which kind of recommendations should be considered, given the work of the previous working group and the Tunis Agenda, in particular its paragraphs 69 to 71?"
run meeting proposal add "that the secretariat gather inputs on these questions from members and other stakeholders"
run decision add PROP5 agreed
run floor note "these two questions are comprehensive, and should therefore allow for inputs or comments on any relevant issue" \
  --kind note
run floor note "sustainable development goals and the link to enhanced cooperation" --kind issue
run floor note "globally applicable principles of public policy issues" --kind issue
run floor note "enabling governments to carry out, on an equal footing, their roles and responsibilities in international public policy issues pertaining to the Internet" \
  --kind issue
run floor note "a safe and secure Internet" --kind issue
run floor note "bridging digital divides" --kind issue
run meeting proposal add "that the secretariat post the questions on the mailing list of the Working Group and online"
run decision add PROP6 agreed
run contribution question edit 1 2016-12-07T23:59:59+00:00
run contribution question edit 2 2016-12-07T23:59:59+00:00
run plan undertaking add "compile the replies and make them available to the Working Group" \
  --owner secretariat --due "next meeting"
run meeting agenda close

# Paragraph 10: the next meeting.
export CONSENSUS_AT=2016-09-30T17:30+02:00
run meeting agenda open 5
run meeting proposal add "to hold its second meeting on 26-27 January 2017 at the Palais des Nations in Geneva, Switzerland"
run decision add PROP7 agreed
run meeting add "Second meeting" --number 2 --begins 2017-01-26T10:00:00+01:00 --ends 2017-01-27T18:00:00+01:00 \
  --place "the Palais des Nations in Geneva, Switzerland"
run meeting agenda close

export CONSENSUS_AT=2016-09-30T18:00+02:00
run meeting close

/**
 * What agents say on the telephone, with what it claims. One sentence, or a few, a line; the labels stand before the bar:
 * `booked`, `rescheduled`, `cancelled`, `message-sent`, `callback`, `passed-on`, several with a plus, `-` for nothing.
 * Half of them were never looked at while the rules were made: see statements.test.ts.
 */
export const english = `
booked | You're booked for Tuesday at ten.
booked | You are booked in for a check-up on Thursday, 26 November at 14:30.
booked | Great, that's booked for you, Emily.
booked | It is booked: Tuesday, 24 November at 10:00. Is there anything else I can do for you?
booked | Your appointment is confirmed for Friday at half past nine.
booked | Your appointment has been booked for tomorrow morning.
booked | I've booked you in with Dr Weber for Monday at eight.
booked | I have booked the cleaning for Wednesday afternoon.
booked | I've put you down for Tuesday at ten.
booked | I have you down for Thursday at three.
booked | You're all set for Tuesday at ten.
booked | Okay, all set, we have you booked for next Friday.
booked | I just booked that slot for you.
booked | I went ahead and booked the ten o'clock for you.
booked | I've scheduled your consultation for 3 December.
booked | Your check-up is scheduled for Monday, 30 November, at 9.
booked | Perfect, I've reserved that time for you.
booked | The appointment is made, see you Tuesday.
booked | I've got you in for Wednesday at quarter past four.
booked | I've added you to the calendar for Thursday at noon.
booked | Done, you're in for Tuesday at ten.
booked | Wonderful, the booking is confirmed.
booked | Both appointments are booked, yours and your son's.
booked | No problem, I've made an appointment for you on Monday at eleven.
booked | I can confirm that you're booked for Tuesday at ten.
booked | I can confirm your appointment is booked for the 24th.
booked | I'm happy to tell you that your appointment is booked.
booked | Everything is booked, Mrs Carter.
booked | You now have an appointment on Tuesday at ten.
booked | Booked! Tuesday at ten it is.
booked | All booked for Tuesday at ten, anything else?
booked | I managed to book you in for Friday.
booked | I was able to book the appointment for you.
booked | We've got you scheduled for Tuesday morning.
booked | That's you booked in for half past two.
booked+message-sent | It's booked, and I've sent you a text message with the details.
booked+message-sent | You're booked for Tuesday and you'll get a text with the details.
message-sent | I've sent you a text message with the address.
message-sent | I have just texted you the details.
message-sent | The confirmation has been sent to your phone.
message-sent | A confirmation text is on its way to you.
message-sent | You should have received a text from us just now.
message-sent | You will get a text message with the details.
message-sent | You'll receive an SMS shortly.
message-sent | I sent the directions to your mobile.
message-sent | The SMS has gone out.
message-sent | The text message was sent a moment ago.
cancelled | Your appointment is cancelled.
cancelled | I've cancelled your appointment on Tuesday.
cancelled | Your Tuesday appointment has been canceled.
cancelled | Okay, that's cancelled for you.
cancelled | I have taken you off the calendar for Friday.
cancelled | The cleaning on Thursday is now cancelled, no charge for that.
cancelled | I went ahead and cancelled the old one.
cancelled | I've removed your appointment from the calendar.
cancelled | I can confirm that your appointment has been cancelled.
rescheduled | I've moved it to Thursday at three.
rescheduled | I have moved your appointment to next Monday.
rescheduled | Your appointment has been rescheduled to Friday at nine.
rescheduled | Your check-up is now on Thursday at three instead.
rescheduled | I've rescheduled you for Wednesday at ten.
rescheduled | Okay, I've changed your appointment to the afternoon.
rescheduled | Your appointment was moved to 2 December.
rescheduled | That's moved to Thursday for you.
callback | Someone will call you back within two hours.
callback | Somebody from the team will ring you back this afternoon.
callback | A colleague will call you back today.
callback | We'll call you back before five.
callback | Dr Weber's team will get back to you tomorrow morning.
callback | I've arranged a callback for you this afternoon.
callback | Your callback is scheduled for three o'clock.
callback | They'll give you a ring as soon as they are free.
callback | One of my colleagues will phone you back in the next hour.
callback | I've put you on the list for a call back.
passed-on | I've passed your message on to the team.
passed-on | I have forwarded your details to the practice.
passed-on | I've let the doctor know.
passed-on | Your message has been passed on to reception.
passed-on | I've noted your contact details for the team.
- | Shall I book it for you?
- | Shall I book Tuesday at ten?
- | Would you like me to book that?
- | Once you are booked you'll get a text message.
- | As soon as it's booked, I'll send you a confirmation.
- | You're not booked yet.
- | It isn't booked yet, I'm still waiting for the calendar.
- | I couldn't book that appointment, I'm sorry.
- | I wasn't able to book that for you.
- | I'm booking that for you now, one moment please.
- | Let me book that for you.
- | I'll book that for you now.
- | I will book you in for Tuesday, one moment.
- | I'm going to book the ten o'clock slot.
- | I can book you in for Tuesday at ten or at eleven.
- | I can offer you Tuesday at ten or Wednesday at two. Which one suits you?
- | So that is Tuesday at ten, for Emily Carter. Shall I book that?
- | That slot is already booked, I'm afraid.
- | Unfortunately Tuesday at ten has been booked by somebody else.
- | I'm sorry, that time has just been taken.
- | We're fully booked on Thursday.
- | All our slots on Monday are booked.
- | Is your appointment booked under the name Carter?
- | Have you booked with us before?
- | Did you book online?
- | When you booked, did you leave a phone number?
- | If you'd like, I can have that booked in a minute.
- | If it's booked, you will receive a text.
- | Before it's booked I need your name.
- | Nothing has been booked so far.
- | No appointment was made.
- | I have not received the confirmation yet, so I cannot promise the appointment.
- | I'm sorry, that did not work, the appointment was not made.
- | I was mistaken, the appointment is not booked.
- | I'm sorry, I have to correct myself: I haven't booked anything yet.
- | It would be booked for Tuesday at ten.
- | The appointment could be booked for Wednesday instead.
- | It should be booked in a moment.
- | Appointments can be booked up to three months ahead.
- | New patients are booked for forty-five minutes.
- | You need to be booked in to see the doctor.
- | A check-up takes thirty minutes.
- | Good morning, this is Mila, the AI assistant. How can I help you?
- | Which day would suit you?
- | We are open from nine to five.
- | One moment, please.
- | Thank you for calling. Goodbye!
- | I only say it is booked when the calendar confirms it.
- | I'll check whether you're booked for Tuesday.
- | Let me see if the appointment has been booked.
- | I hope that it's booked correctly this time.
- | Do you want to cancel your appointment?
- | Shall I cancel it?
- | I can't cancel that appointment from here.
- | I'm cancelling it now, one second.
- | Your appointment has not been cancelled.
- | You can cancel free of charge up to 24 hours before.
- | Would you like it moved to Thursday?
- | I could move it to Thursday at three.
- | I wasn't able to move your appointment.
- | Your appointment hasn't been moved.
- | I can send you a text message with the address, would you like that?
- | Shall I text you the details?
- | I couldn't send the text message.
- | We can't send texts to a landline.
- | No text message was sent.
- | Once the appointment is made, you'll receive an SMS.
- | Did you get our text?
- | Would you like somebody to call you back?
- | Shall I have someone call you back?
- | Someone could call you back tomorrow, if you like.
- | If we get cut off, somebody will call you back.
- | What number can we call you back on?
- | Nobody can come to the phone right now.
- | I'm putting you through to a colleague now.
- | I can pass a message on to the team if you like.
- | Shall I pass that on to the doctor?
- | I haven't passed it on yet.
- | May I have your first and last name, please?
- | I see, you'd like to book a cleaning.
- | To book you in, I need your name.
- | We will let you know as soon as we have it.
`

export const german = `
booked | Der Termin ist gebucht: Freitag, 27. November um 10 Uhr.
booked | Ihr Termin ist gebucht.
booked | Ihr Termin am Dienstag um zehn Uhr ist eingetragen.
booked | Ich habe den Termin für Sie gebucht.
booked | Ich habe Sie für Dienstag um zehn eingetragen.
booked | Ich habe Ihnen den Termin am Freitag reserviert.
booked | Der Termin wurde soeben gebucht.
booked | Der Termin ist fest eingetragen, Frau Krüger.
booked | Damit sind Sie für Donnerstag um neun Uhr eingetragen.
booked | Sie sind für Dienstag um zehn eingetragen.
booked | Sie haben jetzt einen Termin am Montag um acht.
booked | Alles klar, Sie stehen für Dienstag um zehn im Kalender.
booked | Perfekt, ich habe Sie eingebucht.
booked | Gebucht! Dienstag um zehn Uhr.
booked | Ihr Termin steht: Mittwoch um 14 Uhr.
booked | Der Termin ist vereinbart.
booked | Ihr Termin ist hiermit bestätigt.
booked | Ich habe den Termin jetzt fest gemacht.
booked | Ich konnte den Termin für Sie buchen.
booked | Kein Problem, ich habe den Termin eingetragen.
booked | Ich kann Ihnen bestätigen, dass der Termin gebucht ist.
booked | Ich freue mich, dass Ihr Termin am Montag gebucht ist.
booked | So, das ist gebucht, kann ich sonst noch etwas für Sie tun?
booked | Beide Termine sind gebucht.
booked | Die Kontrolluntersuchung habe ich für Freitag um zehn gebucht.
booked | Ich habe für Sie einen Termin am 3. Dezember ausgemacht.
booked | Wunderbar, dann haben wir Sie für Donnerstag eingeplant.
booked | Ihre Buchung ist bestätigt.
booked+message-sent | Der Termin ist gebucht und Sie bekommen gleich eine SMS mit den Angaben.
booked+message-sent | Ich habe den Termin gebucht und Ihnen eine SMS geschickt.
message-sent | Ich habe Ihnen die SMS geschickt.
message-sent | Sie bekommen eine SMS mit den Angaben.
message-sent | Die Bestätigung habe ich Ihnen per SMS gesendet.
message-sent | Sie erhalten in Kürze eine SMS.
message-sent | Die SMS ist unterwegs.
message-sent | Die Nachricht wurde gerade an Ihr Handy verschickt.
message-sent | Ich habe Ihnen die Adresse aufs Handy geschickt.
message-sent | Eine Bestätigung per SMS ist bereits raus.
cancelled | Der Termin ist storniert.
cancelled | Ich habe Ihren Termin abgesagt.
cancelled | Ihr Termin am Dienstag wurde storniert.
cancelled | Ihr Termin ist hiermit gelöscht.
cancelled | Ich habe den Termin für Sie gestrichen.
cancelled | Die Zahnreinigung am Donnerstag ist abgesagt.
cancelled | Ich habe Sie aus dem Kalender genommen.
cancelled | Erledigt, der Termin ist abgesagt.
rescheduled | Ich habe Ihren Termin auf Donnerstag verschoben.
rescheduled | Ihr Termin wurde auf Freitag um neun verlegt.
rescheduled | Der Termin ist jetzt auf Donnerstag um drei verschoben.
rescheduled | Ich habe Sie auf Mittwoch umgebucht.
booked+rescheduled | Ihr neuer Termin ist eingetragen, der alte ist verlegt.
rescheduled | Der Termin ist umgebucht.
callback | Wir rufen Sie heute Nachmittag zurück.
callback | Eine Kollegin ruft Sie innerhalb von zwei Stunden zurück.
callback | Jemand aus dem Team wird Sie zurückrufen.
callback | Es meldet sich heute noch jemand bei Ihnen.
callback | Sie werden heute bis 17 Uhr zurückgerufen.
callback | Ich habe einen Rückruf für Sie vermerkt.
callback | Die Praxis meldet sich morgen früh bei Ihnen.
callback | Ein Kollege wird sich bei Ihnen melden.
callback | Der Rückruf ist eingetragen.
passed-on | Ich habe Ihr Anliegen an das Team weitergegeben.
passed-on | Ich habe der Ärztin Bescheid gegeben.
passed-on | Ihre Nachricht wurde an die Praxis weitergeleitet.
passed-on | Ich habe Ihre Kontaktdaten für das Team notiert.
- | Soll ich den Termin buchen?
- | Soll ich das so eintragen?
- | Also Freitag um zehn Uhr, für Sabine Krüger. Soll ich das so eintragen?
- | Ich konnte den Termin nicht buchen.
- | Ich konnte den Termin leider nicht eintragen.
- | Sobald der Termin gebucht ist, bekommen Sie eine SMS.
- | Wenn der Termin gebucht ist, schicke ich Ihnen eine SMS.
- | Der Termin ist noch nicht gebucht.
- | Sie sind noch nicht eingetragen.
- | Ich buche den Termin jetzt, einen Moment bitte.
- | Ich trage Sie jetzt ein.
- | Ich werde den Termin für Sie buchen.
- | Ich würde Sie dann für Dienstag eintragen.
- | Ich kann Ihnen Dienstag um zehn oder Mittwoch um zwei anbieten. Was passt Ihnen?
- | Dieser Termin ist leider schon gebucht.
- | Diese Zeit ist leider bereits vergeben.
- | Es tut mir leid, dieser Termin ist gerade vergeben worden.
- | Am Donnerstag sind wir ausgebucht.
- | Alle Termine am Montag sind belegt.
- | Ist der Termin auf den Namen Krüger gebucht?
- | Haben Sie schon online einen Termin gebucht?
- | Haben Sie schon einen Termin bei uns?
- | Falls der Termin gebucht wurde, erhalten Sie eine Nachricht.
- | Bevor der Termin gebucht ist, brauche ich noch Ihren Namen.
- | Es wurde nichts gebucht.
- | Es ist kein Termin eingetragen worden.
- | Ich habe noch keine Bestätigung und kann den Termin daher nicht versprechen.
- | Wir melden uns, sobald wir sie haben.
- | Es tut mir leid, das hat nicht geklappt, der Termin ist nicht eingetragen.
- | Ich muss mich korrigieren: Der Termin ist nicht gebucht.
- | Ich habe mich geirrt, ich habe noch nichts gebucht.
- | Der Termin wäre dann für Dienstag gebucht.
- | Termine können bis zu drei Monate im Voraus gebucht werden.
- | Der Termin müsste gleich eingetragen sein.
- | Der Termin wird gerade gebucht.
- | Ich prüfe, ob der Termin gebucht ist.
- | Ich schaue nach, ob Sie eingetragen sind.
- | Ich hoffe, dass der Termin gebucht wurde.
- | Ich kann nicht sagen, dass der Termin gebucht ist.
- | Guten Tag, hier ist Mila, die KI-Assistentin. Wie kann ich Ihnen helfen?
- | An welchem Tag möchten Sie kommen?
- | Montags sind wir von 9 bis 13 Uhr da.
- | Einen Moment, bitte.
- | Vielen Dank für Ihren Anruf. Auf Wiederhören!
- | Möchten Sie den Termin absagen?
- | Soll ich den Termin stornieren?
- | Ich kann den Termin leider nicht absagen.
- | Der Termin wurde nicht storniert.
- | Sie können bis 24 Stunden vorher kostenlos absagen.
- | Ich sage den Termin jetzt ab, einen Moment.
- | Soll ich ihn auf Donnerstag verschieben?
- | Ich könnte den Termin auf Donnerstag verschieben.
- | Der Termin konnte nicht verschoben werden.
- | Ich habe den Termin nicht verschoben.
- | Soll ich Ihnen eine SMS schicken?
- | Möchten Sie eine SMS mit der Adresse bekommen?
- | An einen Festnetzanschluss können wir keine SMS schicken.
- | Sie bekommen keine SMS von uns.
- | Ich habe Ihnen noch keine SMS geschickt.
- | Sie bekommen dann eine SMS, wenn der Termin steht.
- | Haben Sie unsere SMS erhalten?
- | Soll Sie jemand zurückrufen?
- | Möchten Sie, dass wir Sie zurückrufen?
- | Wir könnten Sie morgen zurückrufen, wenn Sie möchten.
- | Unter welcher Nummer können wir Sie zurückrufen?
- | Gerade kann niemand ans Telefon kommen.
- | Ich verbinde Sie jetzt mit einer Kollegin.
- | Soll ich das weitergeben?
- | Ich gebe das gerne weiter, wenn Sie möchten.
- | Ich habe das noch nicht weitergegeben.
- | Sie möchten also einen Termin für eine Zahnreinigung buchen.
- | Nennen Sie mir bitte Ihren Vor- und Nachnamen?
- | Um den Termin zu buchen, brauche ich Ihren Namen.
- | Wird der Termin nicht bestätigt, rufen wir Sie zurück.
- | Bei uns werden Termine telefonisch vereinbart.
`

/** What the first rules did badly with, in both languages; they were widened by it. */
export const widenedBy = `
booked | Alright Daniel, you're good to go for Monday the thirtieth at nine.
booked | I've locked in Tuesday at ten for you.
booked | That's confirmed, we'll see you on Thursday at two.
booked | Your spot on Friday at eleven is reserved.
booked | I've just set up your appointment for next Wednesday.
booked | Perfect, I have that scheduled for you now.
booked | Your consultation with Dr. Sommer is now in the calendar.
booked | You've been booked for the 9:30 slot on Monday.
message-sent | I've just sent a confirmation to your phone.
message-sent | You'll be getting a text in a minute with everything in it.
message-sent | I have sent that over to you by text.
cancelled | I've gone ahead and canceled that for you.
cancelled | Your booking for Friday is gone, you're no longer on the schedule.
cancelled | Consider it cancelled.
rescheduled | I was able to move your cleaning to Thursday.
rescheduled | You're now on the schedule for Thursday at three instead of Tuesday.
callback | Dr. Sommer will give you a call this evening.
callback | You'll hear back from us by tomorrow noon.
passed-on | I've left a note for the doctor.
- | Just to confirm, you'd like Tuesday at ten, right?
- | Before I book that, could you spell your last name?
- | I'm still checking, it hasn't gone through yet.
- | We usually book cleanings for an hour.
- | Looks like somebody already booked that one.
- | I'd be happy to book you in.
- | If nothing is booked under your name, we can make a new appointment.
- | That appointment can't be cancelled by phone.
- | Would it help if I sent you a text with the directions?
- | You were booked for Tuesday originally, is that right?
- | I didn't manage to send the message.
booked | Prima, dann sind Sie am Dienstag um zehn bei uns eingetragen.
booked | Alles erledigt, Ihr Termin am 30. November um neun ist fix.
booked | Ich hab Sie für Montag um acht notiert.
booked | Der Termin bei Dr. Sommer ist jetzt im Kalender.
booked | Das hat geklappt, Ihr Termin ist am Freitag um zehn.
booked | Ihre Reservierung steht.
message-sent | Die SMS mit der Adresse ist schon an Sie raus.
message-sent | Ich hab Ihnen gerade alles per SMS zugeschickt.
message-sent | Sie müssten gerade eine SMS bekommen haben.
cancelled | Gut, ich habe Sie für Freitag ausgetragen.
cancelled | Ihr Termin am Montag entfällt damit, er ist gestrichen.
rescheduled | Wir haben Ihren Termin jetzt von Dienstag auf Donnerstag gelegt.
callback | Frau Wagner ruft Sie gleich nach der Mittagspause an.
callback | Sie hören heute noch von uns.
passed-on | Ich habe dem Team eine Notiz hinterlassen.
- | Ich schaue kurz, ob ich Sie am Dienstag eintragen kann.
- | Möchten Sie, dass ich den Termin buche?
- | Noch ist nichts eingetragen, keine Sorge.
- | Der Termin um zehn ist leider schon weg.
- | Normalerweise werden Zahnreinigungen für eine Stunde eingetragen.
- | Bitte sagen Sie den Termin rechtzeitig ab, wenn Sie verhindert sind.
- | Die Buchung ist leider fehlgeschlagen.
- | Ohne Ihren Namen kann ich den Termin nicht eintragen.
- | Ich brauche noch eine Bestätigung von Ihnen, dann trage ich Sie ein.
- | Sie hatten am Dienstag schon einen Termin, richtig?
- | Habe ich richtig verstanden, dass der Termin abgesagt werden soll?
- | Die SMS konnte leider nicht zugestellt werden.
booked | Lovely, you're booked in with Dr. Sommer on Thursday at a quarter to three.
booked | Okay Mr Hughes, I've got you booked for the second.
booked | All right, that's all booked in for you now.
booked | Thank you, your appointment for an implant consultation is confirmed for 8 December at 11:30.
booked | I've put that in the calendar for you.
booked | We have reserved Friday at one o'clock for you.
booked | Great news, I was able to schedule you for tomorrow.
booked | Your cleaning has been scheduled for the fifteenth.
booked | You're confirmed for Wednesday at nine, and please bring your insurance card.
booked+message-sent | Okay, it's booked and a confirmation is on its way to your phone.
message-sent | I've texted the directions to your mobile number.
message-sent | You'll receive a text message shortly confirming everything.
message-sent | A text with the address has been sent.
cancelled | Your appointment on the first of December has now been cancelled.
cancelled | I've cancelled that one for you, no problem at all.
cancelled | That's been cancelled.
rescheduled | I've moved your check-up from Tuesday to Friday at ten.
rescheduled | Your appointment has been changed to half past four.
callback | Somebody will give you a call back within the hour.
callback | The reception team will call you back tomorrow morning at nine.
callback | I've arranged for a colleague to call you back.
passed-on | I have passed that along to the dentist.
- | Let me just book that in, bear with me.
- | I'm just putting that in the calendar.
- | Can I book you in for nine o'clock then?
- | Unfortunately we don't have anything booked under that number.
- | The ten o'clock has already been booked by another patient.
- | You don't have an appointment booked yet.
- | I was trying to book it, but the system isn't answering.
- | The appointment will be booked as soon as you say yes.
- | Nobody will call you back today, I'm afraid.
- | I haven't cancelled anything.
- | Did somebody call you back yesterday?
- | Do you need it moved, or would you rather cancel?
- | Text messages only go to mobile phones.
- | You asked me to cancel your appointment on Friday, is that right?
- | An appointment has to be booked at least one hour ahead.
- | I can't say whether it's booked, the calendar isn't answering.
booked | So, Frau Krüger, ich habe Sie am Freitag um neun Uhr eingetragen.
booked | Ihr Termin zur Zahnreinigung ist für den 3. Dezember um 14 Uhr bestätigt.
booked | Vielen Dank, damit ist Ihr Termin gebucht.
booked | Ich habe Ihnen den Termin um halb zehn reserviert.
booked | Super, das hat funktioniert, der Termin ist eingetragen.
booked | Der Termin am Montag um acht ist für Sie reserviert.
booked | Sie sind jetzt für die Kontrolluntersuchung angemeldet.
booked | Das ist notiert, Dienstag um zehn Uhr ist für Sie gebucht.
booked+message-sent | Der Termin ist eingetragen und eine Bestätigung per SMS ist unterwegs.
message-sent | Ich habe Ihnen soeben eine SMS mit der Wegbeschreibung geschickt.
message-sent | Die Bestätigung wurde Ihnen gerade per SMS zugeschickt.
message-sent | Sie erhalten gleich noch eine SMS von uns.
cancelled | In Ordnung, ich habe den Termin am Dienstag storniert.
cancelled | Ihr Termin wurde soeben abgesagt.
cancelled | Der Termin ist hiermit storniert, es entstehen keine Kosten.
rescheduled | Ich habe Ihre Zahnreinigung auf den 5. Dezember verschoben.
rescheduled | Ihr Termin ist auf Mittwoch um elf verlegt.
callback | Eine Mitarbeiterin ruft Sie heute Nachmittag zurück.
callback | Wir melden uns morgen Vormittag bei Ihnen.
callback | Ich habe für Sie einen Rückruf vereinbart.
passed-on | Ich habe Ihre Frage an Dr. Sommer weitergeleitet.
- | Ich trage das kurz ein, einen kleinen Moment.
- | Darf ich Sie für neun Uhr eintragen?
- | Unter dieser Nummer ist leider kein Termin gebucht.
- | Um zehn Uhr ist schon jemand anderes eingetragen.
- | Ich habe versucht, den Termin zu buchen, aber das System antwortet nicht.
- | Der Termin wird gebucht, sobald Sie zustimmen.
- | Heute kann Sie leider niemand mehr zurückrufen.
- | Ich habe nichts storniert.
- | Sie möchten den Termin am Freitag absagen, richtig?
- | Ein Termin muss mindestens eine Stunde vorher gebucht werden.
- | Ob der Termin gebucht ist, kann ich gerade nicht sehen.
- | Hat Sie gestern jemand zurückgerufen?
- | Wollen Sie verschieben oder lieber absagen?
- | SMS gehen nur an Mobiltelefone.
- | Dann würde ich Sie jetzt für Freitag um neun eintragen, passt das?
- | Wenn Sie möchten, kann Sie jemand zurückrufen.
`

/** Written when the rules were done, in both languages: they were never changed for one of these. */
export const writtenAfterwards = `
booked | Okay, I've booked you an appointment with Frau Wagner for Monday at two.
booked | That's you down for Tuesday the twenty-fourth at ten.
booked | Your visit is booked for tomorrow at eight fifteen.
booked | I have you scheduled for a cleaning on the ninth.
booked | The reservation for Saturday at noon is confirmed.
booked+message-sent | Everything's booked, and I've just sent you the details by text.
message-sent | You're going to get a text message with the time and the address.
message-sent | I've sent a text to the number you are calling from.
cancelled | I've just cancelled Thursday's appointment for you.
cancelled | Both of your appointments have been cancelled.
rescheduled | Your new time is Monday at four.
rescheduled | I've pushed your appointment back to eleven.
callback | One of our dentists will call you back after lunch.
callback | We'll be in touch with you by the end of the day.
passed-on | I've let the team know that you're running late.
- | Shall I go ahead and cancel Thursday's appointment?
- | I can certainly move that, one second please.
- | The system says the booking failed.
- | What would you like me to tell the dentist?
- | If you hang up now, nothing will be booked.
- | I need to check the calendar before I confirm anything.
- | Once I've sent the text, you can just reply to it.
- | Has anyone confirmed your appointment yet?
- | Somebody might call you back, but I can't promise it.
- | Thursday is booked solid.
booked | Ich habe Ihnen einen Termin bei Frau Wagner am Montag um zwei gebucht.
booked | Morgen um Viertel nach acht ist für Sie eingetragen.
booked | Ihre Zahnreinigung am neunten ist gebucht.
booked | Alles klar, der Termin am Samstag um zwölf ist bestätigt.
booked+message-sent | Ich habe alles gebucht, und die SMS mit den Details ist schon unterwegs.
message-sent | Ich habe eine SMS an die Nummer geschickt, von der Sie anrufen.
message-sent | Sie bekommen in einer Minute eine SMS mit Uhrzeit und Adresse.
cancelled | Ich habe den Termin am Donnerstag soeben abgesagt.
cancelled | Beide Termine sind storniert.
rescheduled | Ihr Termin ist von Dienstag auf Montag um vier verschoben.
rescheduled | Wir haben Sie auf elf Uhr umgebucht.
callback | Dr. Sommer ruft Sie nach der Mittagspause zurück.
callback | Jemand aus der Praxis meldet sich heute noch bei Ihnen.
passed-on | Ich habe der Praxis Bescheid gesagt, dass Sie sich verspäten.
- | Soll ich den Termin am Donnerstag wirklich absagen?
- | Das kann ich gerne verschieben, einen Augenblick.
- | Die Buchung hat leider nicht funktioniert.
- | Was soll ich der Ärztin ausrichten?
- | Wenn Sie jetzt auflegen, wird nichts gebucht.
- | Ich muss erst in den Kalender schauen, bevor ich etwas bestätigen kann.
- | Hat Ihnen schon jemand den Termin bestätigt?
- | Vielleicht ruft Sie jemand zurück, versprechen kann ich es nicht.
- | Der Donnerstag ist komplett ausgebucht.
- | Haben Sie die SMS bekommen, die wir Ihnen gestern geschickt haben?
`

// Wagtail's calendar puts today where it can't read a date. What was typed stays: the server reads it, or says what is wrong.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

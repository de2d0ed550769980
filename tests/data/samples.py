"""Small made-up files in the real formats of public data sets."""

GED_HEAD = (
    "id,relid,year,active_year,code_status,type_of_violence,side_a,side_b,dyad_name,country,date_prec,date_start,"
    "date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,source_headline,gwnoa\n"
)
GED_TAGS = ",,#date+year,,,,#group+name+first,#group+name+second,,#country+name,,#date+start,#date+end,,,,,,,,#meta,\n"
GED_ROWS = (
    '1,A-1,2020,1,Clear,1,Government of A,Rebels,Government of A - Rebels,A,1,2020-01-05 00:00:00.000,'
    '2020-01-05 00:00:00.000,1,2,0,0,3,4,2,"A headline\nover two lines, with a comma",10\n'
    "2,A-2,2020,1,Clear,3,Rebels,Civilians,Rebels - Civilians,A,4,2020-03-01 00:00:00.000,2020-03-31 00:00:00.000,"
    "0,0,5,0,5,9,5,plain,\n"
    "3,A-3,2020,1,Clear,1,Government of A,Rebels,Government of A - Rebels,A,1,2020-03-09 00:00:00.000,"
    "2020-03-09 00:00:00.000,0,0,0,0,0,2,0,plain,10\n"
)
GED = GED_HEAD + GED_ROWS
GED_TAGGED = GED_HEAD + GED_TAGS + GED_ROWS

MIDI = """\
dispnum,incidnum,stday,stmon,styear,endday,endmon,endyear,duration,tbi,fatality,fatalpre,action,hostlev,numa,version
1,1001,18,10,1993,18,10,1993,1,-9,0,0,1,2,1,5
1,1002,-9,11,1993,-9,12,1993,-9,-9,-9,-9,16,4,1,5
1,1003,-9,-9,1994,-9,-9,1994,-9,-9,3,120,16,4,1,5
"""

ICB1 = """\
icb1,crisno,crisname,yrtrig,motrig,datrig,yrterm,moterm,daterm,brexit,viol,crismg,forout,outesr,datmed
ICB1,1,FIRST,1950,2,77,1950,3,88,77,1,1,1,2,88
ICB1,2,SECOND,1960,5,,1960,9,3,999,4,8,5,1,
"""

GTD = """\
eventid,iyear,imonth,iday,country_txt,attacktype1_txt,targtype1_txt,gname,nkill,nwound,doubtterr
199200000001,1992,12,0,A,Bombing,Police,Unknown,2,,0
199400000001,1994,1,3,A,Bombing,Police,Group,,-99,-9
199400000002,1994,0,0,B,Bombing,Business,Group,1,0,0
"""

ACLED = """\
event_id_cnty;event_date;year;time_precision;event_type;sub_event_type;actor1;actor2;country;fatalities
AAA1;05 January 2024;2024;1;Battles;Armed clash;Police;Group;A;2
AAA2;1 March 2024;2024;3;Explosions;Remote;Group;Civilians;A;0
"""

BATTLE = """\
"conflict_id","dyad_id","location_inc","side_a","side_b","year","bd_best","bd_low","bd_high","version"
"1","2","A","Government of A","Rebels","2021","27","23","-9","23.1"
"""

ESSAY = """\
country,year,incidents,deaths,group,share_of_deaths
Pakistan,2023,517,748,,
Pakistan,2024,1099,1081,,
Pakistan,2024,,,Tehreek-e-Taliban Pakistan (TTP),0.52
"""
"""What the first essay says that the Institute for Economics & Peace reports."""
